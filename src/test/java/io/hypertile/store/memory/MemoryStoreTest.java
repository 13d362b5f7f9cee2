package io.hypertile.store.memory;

import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;

class MemoryStoreTest extends StoreContract {
  @Override
  protected Store create() {
    return new MemoryStore("test");
  }
}
