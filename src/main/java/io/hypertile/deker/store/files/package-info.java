/** Where a storage in the layout of Deker keeps collections, arrays, links and locks. */
@org.jspecify.annotations.NullMarked
package io.hypertile.deker.store.files;
