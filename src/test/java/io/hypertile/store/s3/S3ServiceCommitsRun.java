package io.hypertile.store.s3;

import io.hypertile.store.MovesContract;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.commit.CommittedRevisions;

/** Commits of many objects in a service that is started beside the tests. */
class S3ServiceCommitsRun extends MovesContract {
  private CommittedRevisions revisions;

  @Override
  protected Store create() {
    revisions = new CommittedRevisions(S3TestStores.ofService(), true);
    return revisions.store();
  }

  @Override
  protected Revisions revisions() {
    return revisions;
  }
}
