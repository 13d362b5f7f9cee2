package io.hypertile.store.commit;

import io.hypertile.store.MovesContract;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.memory.MemoryStore;

class CommittedRevisionsTest extends MovesContract {
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
