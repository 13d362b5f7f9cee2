package io.hypertile.store.gcs;

import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;
import org.junit.jupiter.api.AfterEach;

class GcsStoreTest extends StoreContract {
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
