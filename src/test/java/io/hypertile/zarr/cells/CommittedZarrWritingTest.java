package io.hypertile.zarr.cells;

import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.memory.MemoryStore;

/** Arrays in a store that changes one object at a time. */
class CommittedZarrWritingTest extends ZarrWritingContract {
  private CommittedRevisions revisions;

  @Override
  protected Store create() {
    revisions = new CommittedRevisions(new MemoryStore("test"), true);
    return revisions.store();
  }

  @Override
  protected Revisions revisions() {
    return revisions;
  }
}
