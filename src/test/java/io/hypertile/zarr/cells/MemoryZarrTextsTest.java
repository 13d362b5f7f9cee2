package io.hypertile.zarr.cells;

import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.memory.MemoryStore;

class MemoryZarrTextsTest extends ZarrTextsContract {
  @Override
  protected Store create() {
    return new MemoryStore("test");
  }

  @Override
  protected Revisions revisions() {
    return ((MemoryStore) store).revisions();
  }
}
