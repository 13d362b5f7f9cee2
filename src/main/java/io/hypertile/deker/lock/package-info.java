/** Locks that Deker processes take part in: flock(2) and marker files. */
@org.jspecify.annotations.NullMarked
package io.hypertile.deker.lock;
