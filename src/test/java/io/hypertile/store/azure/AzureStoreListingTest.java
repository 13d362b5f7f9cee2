package io.hypertile.store.azure;

import io.hypertile.store.Store;
import io.hypertile.store.StoreListingContract;
import org.junit.jupiter.api.AfterEach;

class AzureStoreListingTest extends StoreListingContract {
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
