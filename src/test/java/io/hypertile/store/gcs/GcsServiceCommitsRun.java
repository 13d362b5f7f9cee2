package io.hypertile.store.gcs;

import io.hypertile.store.MovesContract;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.commit.CommittedRevisions;

/** Commits of many objects in a service that is started beside the tests. */
class GcsServiceCommitsRun extends MovesContract {
  private CommittedRevisions revisions;

  @Override
  protected Store create() throws Exception {
    revisions = new CommittedRevisions(GcsTestStores.ofService(), true);
    return revisions.store();
  }

  @Override
  protected Revisions revisions() {
    return revisions;
  }
}
