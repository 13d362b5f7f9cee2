package io.hypertile.partition.engine;

import io.hypertile.store.Revisions;
import io.hypertile.store.memory.MemoryStore;

class MemoryPartitionsTest extends PartitionsContract {
  private final MemoryStore store = new MemoryStore("test");

  @Override
  Revisions open() {
    return store.revisions();
  }

  @Override
  void closeStore() {
    store.close();
  }
}
