package io.hypertile.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.store.Condition;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PutResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.layer.RetryRules;
import io.hypertile.store.layer.RetryingStore;
import io.hypertile.store.remote.CutLine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Conditions of a service that has several addresses, {@code hypertile.test.s3.gateways} with
 * commas between them: writers race through all of them, and connections are closed under requests.
 * Started by name; see {@code src/test/ceph/run}.
 */
@Timeout(180)
class S3GatewaysRun {
  private static final int RACERS = 16;
  private static final int ROUNDS = 10;
  private static final StoreKey COUNTER = new StoreKey("counter");
  private static final int CUTS = 40;

  private final List<CutLine> lines = new ArrayList<>();
  private final List<Store> stores = new ArrayList<>();

  private final AtomicInteger stored = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private volatile boolean isOver;

  @BeforeEach
  void open() throws IOException {
    StorePrefix root = new StorePrefix(UUID.randomUUID().toString());
    RetryRules rules = new RetryRules(4, Duration.ofMillis(20), Duration.ofMillis(200), 1);
    for (String gateway : System.getProperty("hypertile.test.s3.gateways").split(",")) {
      CutLine line = new CutLine(URI.create(gateway));
      lines.add(line);
      stores.add(new RetryingStore(S3TestStores.ofService(line.address(), root), rules));
    }
  }

  @AfterEach
  void close() throws IOException {
    stores.forEach(Store::close);
    for (CutLine line : lines) {
      line.close();
    }
  }

  private Store store(int number) {
    return stores.get(number % stores.size());
  }

  @Test
  void ofManyThatCreateOneObjectOneSucceeds() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      StoreKey key = new StoreKey("race/" + round);
      List<PutResult> results = race(racer -> store(racer).put(key, body(racer), Condition.ABSENT));

      assertThat(number(load(0, key))).isEqualTo(winner(results));
    }
  }

  @Test
  void ofManyThatReplaceOneStateOneSucceeds() throws Exception {
    store(0).put(COUNTER, body(0), Condition.ABSENT);
    for (int round = 0; round < ROUNDS; round++) {
      ObjectVersion version = load(round, COUNTER).version();
      Condition at = new Condition.At(version);
      List<PutResult> results = race(racer -> store(racer).put(COUNTER, body(racer), at));

      LoadedObject after = load(round + 1, COUNTER);
      assertThat(number(after)).isEqualTo(winner(results));
      assertThat(after.version()).isNotEqualTo(version);
    }
  }

  @Test
  void nothingThatWasStoredIsLostWhenAnswersAre() throws Exception {
    store(0).put(COUNTER, body(0), Condition.ABSENT);
    Random random = TestSeed.random();
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < 4; writer++) {
        int own = writer;
        writers.add(threads.submit(() -> raiseUntilItIsOver(own)));
      }
      for (int cut = 0; cut < CUTS; cut++) {
        Thread.sleep(random.nextInt(20, 200));
        CutLine line = lines.get(random.nextInt(lines.size()));
        line.set(CutLine.State.CLOSED);
        line.set(CutLine.State.WHOLE);
      }
      isOver = true;
    }
    for (Future<?> writer : writers) {
      writer.get();
    }

    assertThat(number(load(0, COUNTER)))
        .as(
            "%s stored, %s refused, %s unknown, %s failed"
                .formatted(stored, refused, unknown, failed))
        .isBetween(stored.get(), stored.get() + unknown.get());
    assertThat(stored.get()).isGreaterThan(CUTS / 4);
  }

  private void raiseUntilItIsOver(int writer) {
    while (!isOver) {
      try {
        LoadedObject before = load(writer, COUNTER);
        Condition unchanged = new Condition.At(before.version());
        switch (store(writer).put(COUNTER, body(number(before) + 1), unchanged)) {
          case PutResult.Stored done -> stored.incrementAndGet();
          case PutResult.Refused other -> refused.incrementAndGet();
          case PutResult.Unknown open -> unknown.incrementAndGet();
        }
      } catch (StoreException e) {
        failed.incrementAndGet(); // A read, or a put that was never sent.
      }
    }
  }

  private LoadedObject load(int gateway, StoreKey key) {
    return store(gateway).load(key, 100).orElseThrow();
  }

  private static int winner(List<PutResult> results) {
    List<PutResult> winners = results.stream().filter(PutResult.Stored.class::isInstance).toList();
    assertThat(winners).hasSize(1);
    return results.indexOf(winners.getFirst());
  }

  /** What each of many that begin at once is answered, through all gateways by turns. */
  private static List<PutResult> race(Racer racer) throws Exception {
    CyclicBarrier start = new CyclicBarrier(RACERS);
    try (ExecutorService threads = Executors.newFixedThreadPool(RACERS)) {
      List<Callable<PutResult>> racers =
          Stream.iterate(0, number -> number < RACERS, number -> number + 1)
              .<Callable<PutResult>>map(number ->
                  () -> {
                    start.await();
                    return racer.put(number);
                  })
              .toList();
      List<PutResult> results = new ArrayList<>();
      for (Future<PutResult> result : threads.invokeAll(racers)) {
        results.add(result.get());
      }
      return results;
    }
  }

  /** One of those that race. */
  @FunctionalInterface
  private interface Racer {
    PutResult put(int number);
  }

  private static int number(LoadedObject object) {
    return Integer.parseInt(new String(object.bytes(), StandardCharsets.US_ASCII).split(" ")[0]);
  }

  private static ObjectBody body(int number) {
    return ObjectBody.of((number + " " + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII));
  }
}
