package io.hypertile.store.azure;

import io.hypertile.store.MovesContract;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.layer.HedgedStore;
import io.hypertile.store.layer.RetryRules;
import io.hypertile.store.layer.RetryingStore;
import org.junit.jupiter.api.AfterEach;

/** Commits of many objects in Azure, with the layers that stores of the settings have. */
class AzureCommitsTest extends MovesContract {
  private AzureServer server;
  private CommittedRevisions revisions;

  @Override
  protected Store create() throws Exception {
    server = new AzureServer();
    Store store = AzureTestStores.open(server.http.address(), "root");
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
