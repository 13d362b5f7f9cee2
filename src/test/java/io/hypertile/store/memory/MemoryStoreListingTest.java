package io.hypertile.store.memory;

import io.hypertile.store.Store;
import io.hypertile.store.StoreListingContract;

class MemoryStoreListingTest extends StoreListingContract {
  @Override
  protected Store create() {
    return new MemoryStore("test");
  }
}
