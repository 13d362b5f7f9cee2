/** Quotas of bytes and arrays: what collections hold, and what changes may still add to them. */
@org.jspecify.annotations.NullMarked
package io.hypertile.quota;
