package io.hypertile.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of collections whose bytes and arrays are numbers in a map. */
class StoredUseTest {
  @TempDir Path directory;

  private final List<StoredUse> open = new ArrayList<>();
  private final Stored stored = new Stored();

  /** Collections that are counted as they are when the count begins. */
  private static final class Stored implements UseCounter {
    final Map<String, Amount> amounts = new ConcurrentHashMap<>();
    final AtomicLong counts = new AtomicLong();
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile boolean isBroken;

    @Override
    public List<String> collections() {
      return List.copyOf(amounts.keySet());
    }

    @Override
    public Amount count(String collection) {
      counts.incrementAndGet();
      Amount found = amounts.get(collection);
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (isBroken) {
        throw new ServiceException(ErrorCode.STORAGE_UNAVAILABLE, "No answer.");
      }
      if (found == null) {
        throw new ServiceException(ErrorCode.COLLECTION_NOT_FOUND, "There is none.");
      }
      return found;
    }

    void add(String collection, long bytes, long arrays) {
      amounts.merge(collection, new Amount(bytes, arrays), Amount::plus);
    }
  }

  @AfterEach
  void close() {
    stored.gate.countDown();
    open.forEach(StoredUse::close);
  }

  private static Quota quota(String pattern, boolean together, long bytes, long arrays) {
    return new Quota(
        Quota.Holder.COLLECTIONS, "q", List.of(pattern), together, new Amount(bytes, arrays));
  }

  private StoredUse uses(Quota... quotas) {
    return uses(List.of(quotas), List.of());
  }

  private StoredUse uses(List<Quota> ofCollections, List<Quota> ofKeys) {
    StoredUse uses =
        new StoredUse(stored, ofCollections, () -> ofKeys, directory.resolve("below/use.txt"));
    open.add(uses);
    return uses;
  }

  /** A request that brings so much and is answered well. */
  private void write(StoredUse uses, String collection, long bytes, long arrays) {
    Charge charge = new Charge(uses, Optional.empty());
    charge.enter();
    boolean isMade = false;
    try {
      charge.on(collection);
      charge.bytes(bytes);
      charge.arrays(arrays);
      stored.add(collection, bytes, arrays);
      isMade = true;
    } finally {
      charge.end(isMade);
    }
  }

  private static void assertRefused(Runnable change, String unit, long used) {
    assertThatThrownBy(change::run)
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
              assertThat(e.members()).containsEntry("unit", unit).containsEntry("used", used);
              assertThat(e.detail()).contains("Nothing was changed", "delete");
            });
  }

  @Test
  void changesThatFitAreLetInUpToTheLastByteAndArray() {
    StoredUse uses = uses(quota("a*", false, 100, 3));
    write(uses, "a", 60, 2);
    write(uses, "a", 40, 1);
    assertRefused(() -> write(uses, "a", 1, 0), "bytes", 100);
    assertRefused(() -> write(uses, "a", 0, 1), "arrays", 3);
    write(uses, "a", 0, 0);
    write(uses, "a2", 100, 3);
    write(uses, "b", 1000, 1000);
    assertThat(stored.amounts).containsEntry("a", new Amount(100, 3));
  }

  @Test
  void whatIsDeletedMakesRoomAtOnce() {
    StoredUse uses = uses(quota("*", false, 100, 0));
    write(uses, "a", 100, 0);
    assertRefused(() -> write(uses, "a", 50, 0), "bytes", 100);
    stored.amounts.put("a", new Amount(10, 0));
    uses.changed("a");
    write(uses, "a", 50, 0);
    assertThat(uses.of("a").getFirst().use().bytes()).isEqualTo(60);
  }

  @Test
  void whatTakesLessThanItSaidIsFoundByTheNextCount() {
    StoredUse uses = uses(quota("*", false, 100, 0));
    for (int n = 0; n < 20; n++) {
      Charge charge = new Charge(uses, Optional.empty());
      charge.on("a");
      charge.bytes(30);
      stored.add("a", 1, 0);
      charge.end(true);
    }
    assertThat(stored.amounts.get("a").bytes()).isEqualTo(20);
  }

  @Test
  void requestThatChangedNothingGivesItsRoomBack() {
    StoredUse uses = uses(quota("*", false, 100, 0));
    stored.add("a", 0, 0);
    for (int n = 0; n < 5; n++) {
      Charge charge = new Charge(uses, Optional.empty());
      charge.on("a");
      charge.bytes(80);
      charge.end(false);
    }
    assertThat(uses.of("a").getFirst().use().bytes()).isZero();
  }

  @Test
  void bodyAndCellsOfOneRequestCountOnceByTheLarger() {
    StoredUse uses = uses(quota("*", false, 100, 0));
    stored.add("a", 0, 0);
    Charge charge = new Charge(uses, Optional.empty());
    charge.on("a");
    charge.bytes(30);
    charge.brings(new Amount(20, 0));
    charge.brings(new Amount(40, 0));
    assertThat(uses.of("a").getFirst().use().bytes()).isEqualTo(60);
    assertRefused(() -> charge.brings(new Amount(41, 0)), "bytes", 60);
    charge.end(true);
  }

  @Test
  void collectionsShareAQuotaThatTheyHaveTogether() {
    StoredUse uses = uses(quota("team_*", true, 100, 0));
    stored.add("team_b", 70, 0);
    uses.start();
    write(uses, "team_a", 1, 0);
    while (uses.of("team_a").getFirst().use().bytes() < 71) {
      Thread.onSpinWait();
    }
    assertRefused(() -> write(uses, "team_a", 30, 0), "bytes", 71);
    write(uses, "team_a", 29, 0);
  }

  @Test
  void quotaOfAKeyLimitsItsChangesAndNoOthers() {
    Quota ofKey = Quota.ofKey("ann", List.of("a*"), new Amount(10, 0));
    StoredUse uses = uses(List.of(), List.of(ofKey));
    Charge charge = new Charge(uses, Optional.of(ofKey));
    charge.on("a");
    assertRefused(() -> charge.bytes(11), "bytes", 0);
    charge.end(false);
    write(uses, "a", 1000, 0);
    assertThat(uses.quotas()).containsExactly(ofKey);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void writersAtATimeDoNotPassTheLimit(boolean together) throws Exception {
    StoredUse uses = uses(quota("*", together, 10_000, 200));
    stored.add("a", 0, 0);
    try (ExecutorService writers = Executors.newFixedThreadPool(16)) {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < 16; writer++) {
        all.add(
            writers.submit(() -> {
              for (int n = 0; n < 40; n++) {
                try {
                  write(uses, "a", 70, 1);
                } catch (ServiceException e) {
                  assertThat(e.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
                  return;
                }
              }
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    // Exactly as many as fit: a refusal waits for those that are under way at most 2 s, so that
    // some writers may give up early, and none passes.
    assertThat(stored.amounts.get("a").bytes()).isLessThanOrEqualTo(10_000);
    assertThat(stored.amounts.get("a").arrays()).isBetween(127L, 142L);
  }

  @Test
  void nextStartKnowsWhatWasCountedBeforeItCounts() {
    StoredUse first = uses(quota("*", false, 100, 0));
    write(first, "tab\u00e9", 90, 0);
    first.of("tab\u00e9");
    stored.counts.set(0);
    first.start();
    while (stored.counts.get() == 0 || first.of("tab\u00e9").getFirst().counted().isEmpty()) {
      Thread.onSpinWait();
    }
    first.close();
    stored.gate = new CountDownLatch(1);
    StoredUse second = uses(quota("*", false, 100, 0));
    assertRefused(() -> write(second, "tab\u00e9", 11, 0), "bytes", 90);
    write(second, "tab\u00e9", 10, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nothing", "hypertile use of collections 1\nx\t1\ta\n"})
  void damagedFileIsNoKnowledge(String content) throws IOException {
    Files.createDirectories(directory.resolve("below"));
    Files.writeString(directory.resolve("below/use.txt"), content);
    StoredUse uses = uses(quota("*", false, 100, 0));
    write(uses, "a", 100, 0);
    assertRefused(() -> write(uses, "a", 1, 0), "bytes", 100);
  }

  @Test
  void storageThatCannotBeCountedLetsInWhatFitsByItself() {
    stored.isBroken = true;
    StoredUse uses = uses(quota("*", false, 100, 0));
    write(uses, "a", 100, 0);
    assertRefused(() -> write(uses, "a", 1, 0), "bytes", 100);
    assertThat(uses.of("a").getFirst().counted()).isEmpty();
  }

  @Test
  void refusalsWithoutAChangeBetweenThemTakeNoCounts() {
    StoredUse uses = uses(quota("*", false, 100, 0));
    write(uses, "a", 100, 0);
    assertRefused(() -> write(uses, "a", 1, 0), "bytes", 100);
    assertRefused(() -> write(uses, "a", 1, 0), "bytes", 100);
    long before = stored.counts.get();
    for (int n = 0; n < 1000; n++) {
      assertRefused(() -> write(uses, "a", 1, 0), "bytes", 100);
    }
    assertThat(stored.counts.get() - before).isLessThanOrEqualTo(1);
  }

  @Test
  void hugeFiguresDoNotOverflow() {
    StoredUse uses = uses(quota("*", false, Long.MAX_VALUE, Long.MAX_VALUE));
    stored.add("a", Long.MAX_VALUE, Long.MAX_VALUE);
    write(uses, "a", 0, 0);
    Charge charge = new Charge(uses, Optional.empty());
    charge.on("a");
    charge.bytes(Long.MAX_VALUE);
    charge.end(true);
    assertThat(uses.of("a").getFirst().use().bytes()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void withoutQuotasNothingIsCounted() {
    StoredUse uses = uses();
    uses.start();
    write(uses, "a", 1000, 1000);
    assertThat(uses.of("a")).isEmpty();
    assertThat(stored.counts.get()).isZero();
  }
}
