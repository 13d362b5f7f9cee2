package io.hypertile.store.azure;

import io.hypertile.store.Store;
import io.hypertile.store.remote.FaultsContract;
import io.hypertile.store.remote.FaultyServer;

class AzureFaultsTest extends FaultsContract {
  @Override
  protected FaultyServer start() throws Exception {
    return new AzureServer().http;
  }

  @Override
  protected Store open(FaultyServer server) {
    return AzureTestStores.open(server.address(), "root");
  }

  @Override
  protected String lastBytes() {
    return "bytes=399000-399999";
  }
}
