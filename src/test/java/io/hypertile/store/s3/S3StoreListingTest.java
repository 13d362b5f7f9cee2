package io.hypertile.store.s3;

import io.hypertile.store.Store;
import io.hypertile.store.StoreListingContract;
import org.junit.jupiter.api.AfterEach;

class S3StoreListingTest extends StoreListingContract {
  private S3Server server;

  @Override
  protected Store create() throws Exception {
    server = new S3Server(S3Server.Dialect.NONE);
    return S3TestStores.open(server.http.address(), S3Server.BUCKET, "below/this");
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
