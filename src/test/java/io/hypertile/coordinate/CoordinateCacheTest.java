package io.hypertile.coordinate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.cf.CfCalendar;
import io.hypertile.coordinate.CoordinateCache.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CoordinateCacheTest {
  private static final Supplier<CoordinateValues> NEVER =
      () -> {
        throw new IllegalStateException("read again");
      };

  private static Key key(int n) {
    return new Key("owner", "v" + n);
  }

  /** Times of ten positions, 80 bytes. */
  private static CoordinateValues ten() {
    return new TimeValues(CfCalendar.STANDARD, TimeValues.MICROS, new long[10]);
  }

  @Test
  void valuesAreReadOnceAndKept() {
    CoordinateCache cache = new CoordinateCache(1_000);
    CoordinateValues values = cache.get(key(1), CoordinateCacheTest::ten);
    assertThat(cache.get(key(1), NEVER)).isSameAs(values);
    assertThat(cache.bytes()).isEqualTo(80);
    assertThat(cache.get(new Key("another", "v1"), CoordinateCacheTest::ten)).isNotSameAs(values);
  }

  @Test
  void valuesThatWereNotAskedForLongestGoFirst() {
    CoordinateCache cache = new CoordinateCache(250);
    for (int n = 0; n < 3; n++) {
      cache.get(key(n), CoordinateCacheTest::ten);
    }
    cache.get(key(0), NEVER);
    cache.get(key(3), CoordinateCacheTest::ten);
    assertThat(cache.bytes()).isEqualTo(240);
    cache.get(key(0), NEVER);
    cache.get(key(2), NEVER);
    cache.get(key(3), NEVER);
    assertThatThrownBy(() -> cache.get(key(1), NEVER)).hasMessage("read again");
  }

  @Test
  void failureIsNotKept() {
    CoordinateCache cache = new CoordinateCache(250);
    assertThatThrownBy(() -> cache.get(key(1), NEVER)).hasMessage("read again");
    assertThat(cache.get(key(1), CoordinateCacheTest::ten).count()).isEqualTo(10);
  }

  @Test
  void manyThreadsThatWantTheSameReadItOnce() throws Exception {
    CoordinateCache cache = new CoordinateCache(1_000);
    AtomicInteger reads = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(8);
    List<Future<CoordinateValues>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int n = 0; n < 8; n++) {
        all.add(
            threads.submit(() -> {
              begun.countDown();
              begun.await();
              return cache.get(
                  key(1),
                  () -> {
                    reads.incrementAndGet();
                    return ten();
                  });
            }));
      }
      CoordinateValues first = all.getFirst().get();
      for (Future<CoordinateValues> each : all) {
        assertThat(each.get()).isSameAs(first);
      }
    }
    assertThat(reads).hasValue(1);
  }
}
