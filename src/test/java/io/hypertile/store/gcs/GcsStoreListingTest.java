package io.hypertile.store.gcs;

import io.hypertile.store.Store;
import io.hypertile.store.StoreListingContract;
import org.junit.jupiter.api.AfterEach;

class GcsStoreListingTest extends StoreListingContract {
  private GcsServer server;

  @Override
  protected Store create() throws Exception {
    server = new GcsServer("");
    return GcsTestStores.open(server.http.address(), "root/of it");
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
