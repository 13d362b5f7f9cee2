/** The store in files of the storage root, which change through the redo log. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.local;
