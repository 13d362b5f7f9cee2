package io.hypertile.store.s3;

import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;
import org.junit.jupiter.api.AfterEach;

/** A server that takes states in conditions without quotes alone, as Ceph does. */
class S3BareTagsTest extends StoreContract {
  private S3Server server;

  @Override
  protected Store create() throws Exception {
    server = new S3Server(S3Server.Dialect.BARE_TAGS);
    return S3TestStores.open(server.http.address(), S3Server.BUCKET, "");
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
