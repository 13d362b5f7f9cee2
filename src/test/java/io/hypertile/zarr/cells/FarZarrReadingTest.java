package io.hypertile.zarr.cells;

import io.hypertile.array.ReadAhead;
import io.hypertile.store.LiveRevisions;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.memory.MemoryStore;

/** As from a store far away: fetched ahead, and without states that are kept. */
class FarZarrReadingTest extends ZarrReadingContract {
  @Override
  protected Store create() {
    return new MemoryStore("test");
  }

  @Override
  protected Revisions revisions() {
    return new LiveRevisions(store);
  }

  @Override
  protected ReadAhead advice() {
    return ZarrArrays.FAR_AWAY;
  }
}
