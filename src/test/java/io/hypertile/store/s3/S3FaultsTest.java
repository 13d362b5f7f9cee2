package io.hypertile.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.remote.FaultsContract;
import io.hypertile.store.remote.FaultyServer;
import io.hypertile.store.remote.FaultyServer.Fault;
import org.junit.jupiter.api.Test;

class S3FaultsTest extends FaultsContract {
  @Override
  protected FaultyServer start() throws Exception {
    return new S3Server(S3Server.Dialect.NONE).http;
  }

  @Override
  protected Store open(FaultyServer server) {
    return S3TestStores.open(server.address(), S3Server.BUCKET, "root");
  }

  @Test
  void putWhoseRefusalBreaksOffIsUnknown() throws Exception {
    ObjectBody body = ObjectBody.of(new byte[] {1});
    StoreKey key = new StoreKey("a/b");
    try (S3Server server = new S3Server(S3Server.Dialect.NONE);
        Store store = open(server.http)) {
      assertThat(store.put(key, body, Condition.ABSENT)).isInstanceOf(PutResult.Stored.class);
      server.http.plan(request -> request.method().equals("PUT"), Fault.BODY_LOST);

      assertThat(store.put(key, body, Condition.ABSENT)).isInstanceOf(PutResult.Unknown.class);
      assertThat(server.http.planned()).isZero();
    }
  }
}
