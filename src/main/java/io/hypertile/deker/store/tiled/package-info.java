/** Virtual arrays over files of tiles. */
@org.jspecify.annotations.NullMarked
package io.hypertile.deker.store.tiled;
