package io.hypertile.store.s3;

import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;
import org.junit.jupiter.api.AfterEach;

class S3StoreTest extends StoreContract {
  private S3Server server;

  @Override
  protected Store create() throws Exception {
    server = new S3Server(S3Server.Dialect.NONE);
    return S3TestStores.open(server.http.address(), S3Server.BUCKET, "root/of it");
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
