package io.hypertile.store.azure;

import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;
import org.junit.jupiter.api.AfterEach;

class AzureStoreTest extends StoreContract {
  private AzureServer server;

  @Override
  protected Store create() throws Exception {
    server = new AzureServer();
    return AzureTestStores.open(server.http.address(), "root/of it");
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
