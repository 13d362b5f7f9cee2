package io.hypertile.store.commit;

import io.hypertile.store.Store;
import io.hypertile.store.StoreListingContract;
import io.hypertile.store.memory.MemoryStore;

/** Plain objects are listed as in any store. */
class PresentObjectsListingTest extends StoreListingContract {
  @Override
  protected Store create() {
    return new CommittedRevisions(new MemoryStore("test"), true).store();
  }
}
