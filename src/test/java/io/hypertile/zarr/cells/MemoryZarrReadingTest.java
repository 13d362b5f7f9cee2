package io.hypertile.zarr.cells;

import io.hypertile.array.ReadAhead;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.memory.MemoryStore;

class MemoryZarrReadingTest extends ZarrReadingContract {
  @Override
  protected Store create() {
    return new MemoryStore("test");
  }

  @Override
  protected Revisions revisions() {
    return ((MemoryStore) store).revisions();
  }

  @Override
  protected ReadAhead advice() {
    return ReadAhead.LOCAL;
  }
}
