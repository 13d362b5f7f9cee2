/** Changes of files below a storage root, and the bytes they take with them. */
@org.jspecify.annotations.NullMarked
package io.hypertile.journal.change;
