package io.hypertile.store.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.store.Condition;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.memory.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls under way become fewer when a store says that they are too many, and more afterwards. */
@Timeout(60)
class CallLimitTest {
  private final CallLimit limit = new CallLimit(64);

  private List<Long> begun(int calls) throws InterruptedException {
    List<Long> begun = new ArrayList<>();
    for (int call = 0; call < calls; call++) {
      begun.add(limit.begin(0));
    }
    return begun;
  }

  @Test
  void callsOfOneRoundHalveTheLimitOnce() throws Exception {
    List<Long> calls = begun(32);
    assertThat(calls).allMatch(call -> call >= 0);
    calls.forEach(call -> limit.end(call, CallLimit.End.TOO_MANY));
    assertThat(limit.limit()).isEqualTo(16);
    List<Long> next = begun(17);
    assertThat(next.getLast()).isNegative();
    limit.end(next.getFirst(), CallLimit.End.TOO_MANY);
    assertThat(limit.limit()).isEqualTo(8);
  }

  @Test
  void theLimitDoesNotFallBelowAFewCalls() throws Exception {
    for (int call = 0; call < 20; call++) {
      limit.end(limit.begin(0), CallLimit.End.TOO_MANY);
    }
    assertThat(limit.limit()).isEqualTo(CallLimit.LEAST);
    assertThat(begun(CallLimit.LEAST)).allMatch(call -> call >= 0);
    assertThat(limit.begin(1)).isNegative();
  }

  @Test
  void aCallMoreIsAllowedWhenAllThatAreAllowedWereDone() throws Exception {
    limit.end(limit.begin(0), CallLimit.End.TOO_MANY);
    limit.end(limit.begin(0), CallLimit.End.DONE);
    limit.end(limit.begin(0), CallLimit.End.FAILED);
    assertThat(limit.limit()).isEqualTo(4);
    for (int round = 0; round < 4_000; round++) {
      List<Long> calls = begun(limit.limit());
      calls.forEach(call -> limit.end(call, CallLimit.End.DONE));
    }
    assertThat(limit.limit()).isEqualTo(64);
    assertThat(begun(65).getLast()).isNegative();
  }

  /** A store that takes four calls at a time. */
  private static final class Busy extends ForwardingStore {
    private final AtomicInteger active = new AtomicInteger();

    private Busy(Store inner) {
      super(inner);
    }

    @Override
    public Optional<LoadedObject> load(StoreKey key, long most) {
      try {
        if (active.incrementAndGet() > 4) {
          throw new StoreException(name(), "Slow down.", Retry.SLOWER, null);
        }
        Thread.sleep(1);
        return inner.load(key, most);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        active.decrementAndGet();
      }
    }
  }

  @Test
  void manyReadersOfABusyStoreAreAllAnswered() throws Exception {
    AdaptiveStore adaptive = new AdaptiveStore(new Busy(new MemoryStore("test")));
    RetryRules rules = new RetryRules(1_000, Duration.ofMillis(1), Duration.ofMillis(5), 1_000);
    StoreKey key = new StoreKey("a");
    try (Store store = new RetryingStore(adaptive, rules);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      store.put(key, ObjectBody.of(new byte[3]), Condition.ALWAYS);
      List<Future<Integer>> readers = new ArrayList<>();
      for (int reader = 0; reader < 32; reader++) {
        readers.add(
            threads.submit(() -> {
              int bytes = 0;
              for (int read = 0; read < 10; read++) {
                bytes += store.load(key, 10).orElseThrow().bytes().length;
              }
              return bytes;
            }));
      }
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isEqualTo(30);
      }
    }
    assertThat(adaptive.limit()).isBetween(CallLimit.LEAST, 32);
  }
}
