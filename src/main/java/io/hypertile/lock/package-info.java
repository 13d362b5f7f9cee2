/** Locks on arrays. */
@org.jspecify.annotations.NullMarked
package io.hypertile.lock;
