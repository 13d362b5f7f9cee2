/** Filters that turn chunk bytes into stored bytes and back. */
@org.jspecify.annotations.NullMarked
package io.hypertile.codec;
