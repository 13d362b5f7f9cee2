package io.hypertile.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.store.Condition;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.layer.RetryRules;
import io.hypertile.store.layer.RetryingStore;
import io.hypertile.store.remote.FaultyServer.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Writers raise a number in one object while every sixth request fails: what is said to be stored
 * is counted, what is said to be refused is not, and only what is unknown may be either.
 */
@Timeout(120)
class S3CounterTest {
  private static final StoreKey KEY = new StoreKey("counter");
  private static final int WRITERS = 4;
  private static final int RAISES = 60;

  private static final List<Fault> FAULTS =
      List.of(
          Fault.DROPPED, Fault.ANSWER_LOST, Fault.ERROR_500, Fault.DONE_AND_500, Fault.SLOW_DOWN);

  private final AtomicInteger stored = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();

  @Test
  void nothingThatWasStoredIsLost() throws Exception {
    RetryRules rules = new RetryRules(4, Duration.ofMillis(2), Duration.ofMillis(20), 1);
    try (S3Server server = new S3Server(S3Server.Dialect.NONE);
        Store inner = S3TestStores.open(server.http.address(), S3Server.BUCKET, "root");
        Store store = new RetryingStore(inner, rules)) {
      store.put(KEY, body(0), Condition.ABSENT);
      Random random = TestSeed.random();
      server.http.always(() -> fault(random));
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> writers = new ArrayList<>();
        for (int n = 0; n < WRITERS; n++) {
          writers.add(threads.submit(() -> raise(store)));
        }
        for (Future<?> writer : writers) {
          writer.get();
        }
      }
      server.http.always(Optional::empty);

      assertThat(number(inner.load(KEY, 100).orElseThrow()))
          .isBetween(stored.get(), stored.get() + unknown.get());
      assertThat(stored.get()).isGreaterThan(20);
    }
  }

  private static Optional<Fault> fault(Random random) {
    synchronized (random) {
      return random.nextInt(6) == 0
          ? Optional.of(FAULTS.get(random.nextInt(FAULTS.size())))
          : Optional.empty();
    }
  }

  private void raise(Store store) {
    for (int n = 0; n < RAISES; n++) {
      try {
        LoadedObject before = store.load(KEY, 100).orElseThrow();
        Condition unchanged = new Condition.At(before.version());
        switch (store.put(KEY, body(number(before) + 1), unchanged)) {
          case PutResult.Stored done -> stored.incrementAndGet();
          case PutResult.Refused refused -> {}
          case PutResult.Unknown open -> unknown.incrementAndGet();
        }
      } catch (StoreException e) {
        // A read that failed four times, or a put that was never sent.
      }
    }
  }

  private static int number(LoadedObject object) {
    return Integer.parseInt(new String(object.bytes(), StandardCharsets.US_ASCII).split(" ")[0]);
  }

  private static ObjectBody body(int number) {
    return ObjectBody.of((number + " " + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII));
  }
}
