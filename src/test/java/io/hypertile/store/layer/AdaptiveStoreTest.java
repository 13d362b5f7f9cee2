package io.hypertile.store.layer;

import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;
import io.hypertile.store.memory.MemoryStore;

class AdaptiveStoreTest extends StoreContract {
  @Override
  protected Store create() {
    return new AdaptiveStore(new MemoryStore("test"));
  }
}
