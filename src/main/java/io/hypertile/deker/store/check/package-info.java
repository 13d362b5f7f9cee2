/** Checks and repairs of a storage. */
@org.jspecify.annotations.NullMarked
package io.hypertile.deker.store.check;
