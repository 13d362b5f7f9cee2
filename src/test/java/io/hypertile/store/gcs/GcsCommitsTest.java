package io.hypertile.store.gcs;

import io.hypertile.store.MovesContract;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.layer.HedgedStore;
import io.hypertile.store.layer.RetryRules;
import io.hypertile.store.layer.RetryingStore;
import org.junit.jupiter.api.AfterEach;

/**
 * Commits of many objects in Google Cloud Storage, with the layers that stores of the settings
 * have.
 */
class GcsCommitsTest extends MovesContract {
  private GcsServer server;
  private CommittedRevisions revisions;

  @Override
  protected Store create() throws Exception {
    server = new GcsServer("");
    Store store = GcsTestStores.open(server.http.address(), "root");
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
