package io.hypertile.zarr.engine;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.store.PlaceRevisions;
import io.hypertile.store.Revisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ScratchFiles;
import io.hypertile.zarr.cells.ZarrArrays;

/**
 * Places of a store, and what arrays in them are read and written with.
 *
 * @param revisions states of the store
 * @param advice of readers
 * @param pool decodes and encodes
 * @param scratch names files for cells that wait to be written
 */
record Places(
    ZarrLayout layout,
    Revisions revisions,
    ReadAhead advice,
    CodecPool pool,
    ScratchFiles scratch) {
  /** States of one place. */
  PlaceRevisions revisions(StorePrefix place) {
    return new PlaceRevisions(revisions, place.key(NodeDocument.NAME));
  }

  /** Arrays in states of the store, or of a place of it. */
  ZarrArrays arrays(Revisions states) {
    return new ZarrArrays(states, pool, advice, scratch);
  }
}
