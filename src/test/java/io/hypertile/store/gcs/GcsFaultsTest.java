package io.hypertile.store.gcs;

import io.hypertile.store.Store;
import io.hypertile.store.remote.FaultsContract;
import io.hypertile.store.remote.FaultyServer;
import io.hypertile.store.remote.FaultyServer.Request;

class GcsFaultsTest extends FaultsContract {
  @Override
  protected FaultyServer start() throws Exception {
    return new GcsServer("").http;
  }

  @Override
  protected Store open(FaultyServer server) {
    return GcsTestStores.open(server.address(), "root");
  }

  @Override
  protected boolean isPut(Request request) {
    return request.method().equals("POST");
  }

  @Override
  protected boolean isFind(Request request) {
    return request.method().equals("GET") && "size,generation".equals(request.parameter("fields"));
  }
}
