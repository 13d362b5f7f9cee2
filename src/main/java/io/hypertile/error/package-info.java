/** Failures: codes with categories, and the exceptions that carry them. */
@org.jspecify.annotations.NullMarked
package io.hypertile.error;
