package io.hypertile.store.layer;

import io.hypertile.store.Store;
import io.hypertile.store.StoreListingContract;
import io.hypertile.store.memory.MemoryStore;

/** Lists through all layers in the order in which they are put around a store. */
class LayersListingTest extends StoreListingContract {
  @Override
  protected Store create() {
    Store inner = new HedgedStore(new MeteredStore(new MemoryStore("test")));
    return new RetryingStore(inner, RetryRules.USUAL);
  }
}
