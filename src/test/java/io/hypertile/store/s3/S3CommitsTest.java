package io.hypertile.store.s3;

import io.hypertile.store.MovesContract;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.layer.HedgedStore;
import io.hypertile.store.layer.RetryRules;
import io.hypertile.store.layer.RetryingStore;
import org.junit.jupiter.api.AfterEach;

/** Commits of many objects in S3, with the layers that stores of the settings have. */
class S3CommitsTest extends MovesContract {
  private S3Server server;
  private CommittedRevisions revisions;

  @Override
  protected Store create() throws Exception {
    server = new S3Server(S3Server.Dialect.NONE);
    Store store = S3TestStores.open(server.http.address(), S3Server.BUCKET, "root");
    revisions =
        new CommittedRevisions(new RetryingStore(new HedgedStore(store), RetryRules.USUAL), true);
    return revisions.store();
  }

  @Override
  protected Revisions revisions() {
    return revisions;
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
