package io.hypertile.store.memory;

import io.hypertile.store.MovesContract;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;

class MemoryRevisionsTest extends MovesContract {
  @Override
  protected Store create() {
    return new MemoryStore("test");
  }

  @Override
  protected Revisions revisions() {
    return ((MemoryStore) store).revisions();
  }
}
