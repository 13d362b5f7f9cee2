package io.hypertile.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.layer.AdaptiveStore;
import io.hypertile.store.remote.FaultyServer.Fault;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers of 503 make calls of a store in S3 fewer, whatever is asked; other failures do not. */
@Timeout(120)
class S3OverloadTest {
  private static final StoreKey KEY = new StoreKey("a");

  private static int limitAfter(Fault fault, Consumer<Store> call) throws Exception {
    try (S3Server server = new S3Server(S3Server.Dialect.NONE);
        AdaptiveStore store =
            new AdaptiveStore(S3TestStores.open(server.http.address(), S3Server.BUCKET, "root"))) {
      store.put(KEY, ObjectBody.of(new byte[3]), Condition.ALWAYS);
      assertThat(store.limit()).isGreaterThan(100);
      server.http.plan(request -> true, fault);
      call.accept(store);
      return store.limit();
    }
  }

  private static void refused(Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(StoreException.class);
  }

  private static final List<Consumer<Store>> CALLS =
      List.of(
          store -> refused(() -> store.load(KEY, 10)),
          store -> refused(() -> store.find(KEY)),
          store -> refused(() -> store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL)),
          store ->
              assertThat(store.put(KEY, ObjectBody.of(new byte[1]), Condition.ABSENT))
                  .isInstanceOf(PutResult.Unknown.class));

  @Test
  void overloadMakesCallsFewer() throws Exception {
    for (Consumer<Store> call : CALLS) {
      assertThat(limitAfter(Fault.SLOW_DOWN, call)).isEqualTo(4);
    }
  }

  @Test
  void otherFailuresDoNot() throws Exception {
    for (Consumer<Store> call : CALLS) {
      assertThat(limitAfter(Fault.ERROR_500, call)).isGreaterThan(100);
    }
  }
}
