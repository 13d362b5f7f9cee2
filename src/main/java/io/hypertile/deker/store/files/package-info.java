/** Files of a storage in the layout of Deker: collections, arrays, links and locks. */
@org.jspecify.annotations.NullMarked
package io.hypertile.deker.store.files;
