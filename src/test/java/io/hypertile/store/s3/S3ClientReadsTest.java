package io.hypertile.store.s3;

import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.remote.RemoteStore;
import org.junit.jupiter.api.AfterEach;

/** Objects are read by the client of the SDK, as where the region of a bucket is to be found. */
class S3ClientReadsTest extends StoreContract {
  private S3Server server;

  @Override
  protected Store create() throws Exception {
    server = new S3Server(S3Server.Dialect.NONE);
    S3Address address = new S3Address(S3Server.BUCKET, new StorePrefix("root"));
    return new RemoteStore("test", S3TestStores.byClient(server.http.address(), address), true);
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
