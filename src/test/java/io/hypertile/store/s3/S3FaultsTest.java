package io.hypertile.store.s3;

import io.hypertile.store.Store;
import io.hypertile.store.remote.FaultsContract;
import io.hypertile.store.remote.FaultyServer;

class S3FaultsTest extends FaultsContract {
  @Override
  protected FaultyServer start() throws Exception {
    return new S3Server(S3Server.Dialect.NONE).http;
  }

  @Override
  protected Store open(FaultyServer server) {
    return S3TestStores.open(server.address(), S3Server.BUCKET, "root");
  }
}
