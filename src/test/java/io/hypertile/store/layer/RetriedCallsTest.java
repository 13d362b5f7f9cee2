package io.hypertile.store.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.layer.FlakyStore.Fault;
import io.hypertile.store.memory.MemoryStore;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetriedCallsTest {
  private static final StoreKey KEY = new StoreKey("a");
  private static final RetryRules RULES =
      new RetryRules(3, Duration.ofMillis(50), Duration.ofMillis(80), 0.5);

  private final MemoryStore memory = new MemoryStore("test");
  private final FlakyStore flaky = new FlakyStore(memory);
  private final List<Duration> waits = new ArrayList<>();
  private final RetryingStore store =
      new RetryingStore(flaky, RULES, TestSeed.random(), waits::add);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void readsAreTriedAgainAfterWaits() {
    memory.put(KEY, body("cells"), Condition.ALWAYS);
    for (ThrowingCallable call : reads()) {
      flaky.next(Fault.LATER, Fault.LATER);
      assertThat(org.assertj.core.api.Assertions.catchThrowable(call)).isNull();
      assertThat(flaky.calls()).isEqualTo(3);
    }
    assertThat(waits).hasSize(8);
    for (int at = 0; at < 8; at++) {
      assertThat(waits.get(at)).isBetween(Duration.ZERO, Duration.ofMillis(at % 2 == 0 ? 50 : 80));
    }
  }

  private List<ThrowingCallable> reads() {
    return List.of(
        () -> store.find(KEY).orElseThrow(),
        () -> store.load(KEY, 10).orElseThrow(),
        () -> assertThat(read()).isInstanceOf(ReadResult.Read.class),
        () -> store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL));
  }

  private ReadResult read() {
    Piece piece = new Piece(new ByteRange.Span(0, 5), MemorySegment.ofArray(new byte[5]));
    return store.read(KEY, List.of(piece), Optional.empty());
  }

  @Test
  void readsAreNotTriedAgainForGoodReasons() {
    for (ThrowingCallable call : reads()) {
      flaky.next(Fault.NEVER);
      assertThatThrownBy(call).isInstanceOf(StoreException.class);
      assertThat(flaky.calls()).isEqualTo(1);
    }
    flaky.next(Fault.LATER, Fault.LATER, Fault.LATER, Fault.LATER);
    assertThatThrownBy(() -> store.find(KEY)).isInstanceOf(StoreException.class);
    assertThat(flaky.calls()).isEqualTo(3);
  }

  @Test
  void storeInTroubleIsNotAskedManyTimesAsMuch() {
    flaky.next();
    flaky.faults(() -> Fault.LATER);
    for (int n = 0; n < 1_000; n++) {
      assertThatThrownBy(() -> store.find(KEY)).isInstanceOf(StoreException.class);
    }
    assertThat(flaky.calls()).isBetween(1_400, 1_520);
  }

  @Test
  void putWhoseAnswerIsLostIsFound() {
    for (Condition condition : List.of(Condition.ABSENT, Condition.ALWAYS)) {
      memory.delete(List.of(KEY));
      flaky.next(Fault.LOST);

      assertThat(store.put(KEY, body("mine"), condition))
          .isEqualTo(new PutResult.Stored(memory.find(KEY).orElseThrow().version()));
      assertThat(waits).isEmpty();
    }
    ObjectVersion version = memory.find(KEY).orElseThrow().version();
    flaky.next(Fault.LOST);
    assertThat(store.put(KEY, body("next"), new Condition.At(version)))
        .isEqualTo(new PutResult.Stored(memory.find(KEY).orElseThrow().version()));
    assertThat(text()).isEqualTo("next");
  }

  @Test
  void putThatWasNotDoneIsTriedAgain() {
    flaky.next(Fault.UNSENT, Fault.NONE, Fault.UNSENT);
    // The second call looks for the object, the third tries again and so on.
    assertThat(store.put(KEY, body("mine"), Condition.ABSENT)).isInstanceOf(PutResult.Stored.class);
    assertThat(text()).isEqualTo("mine");

    ObjectVersion version = memory.find(KEY).orElseThrow().version();
    flaky.next(Fault.UNSENT);
    assertThat(store.put(KEY, body("next"), new Condition.At(version)))
        .isInstanceOf(PutResult.Stored.class);
    assertThat(text()).isEqualTo("next");
  }

  @Test
  void putThatFoundAnothersBytesStaysUnknown() {
    memory.put(KEY, body("others"), Condition.ALWAYS);
    ObjectVersion version = memory.find(KEY).orElseThrow().version();
    flaky.next(Fault.UNSENT);
    assertThat(store.put(KEY, body("mine"), Condition.ABSENT))
        .isInstanceOf(PutResult.Unknown.class);
    flaky.next(Fault.UNSENT);
    assertThat(store.put(KEY, body("mine"), Condition.ALWAYS))
        .isInstanceOf(PutResult.Unknown.class);
    flaky.next(Fault.UNSENT);
    assertThat(store.put(KEY, body("mine"), new Condition.At(new ObjectVersion("gone"))))
        .isInstanceOf(PutResult.Unknown.class);
    assertThat(memory.find(KEY).orElseThrow().version()).isEqualTo(version);
  }

  @Test
  void putThatWasNeverSentIsTriedAgain() {
    flaky.next(Fault.LATER);

    assertThat(store.put(KEY, body("mine"), Condition.ABSENT)).isInstanceOf(PutResult.Stored.class);
    flaky.next(Fault.NEVER);
    assertThatThrownBy(() -> store.put(KEY, body("mine"), Condition.ALWAYS))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void putThatIsRefusedIsNotTriedAgain() {
    memory.put(KEY, body("others"), Condition.ALWAYS);
    flaky.next();

    assertThat(store.put(KEY, body("mine"), Condition.ABSENT))
        .isInstanceOf(PutResult.Refused.class);
    assertThat(flaky.calls()).isEqualTo(1);
  }

  @Test
  void deletionsAreTriedAgainForWhatIsLeft() {
    memory.put(KEY, body("cells"), Condition.ALWAYS);
    flaky.next(Fault.LATER, Fault.LATER);
    assertThat(store.delete(List.of(KEY)).failed()).isEmpty();
    assertThat(memory.find(KEY)).isEmpty();

    flaky.next(Fault.NEVER);
    assertThat(store.delete(List.of(KEY)).failed()).containsOnlyKeys(KEY);
    assertThat(flaky.calls()).isEqualTo(1);
  }

  /** A counter in one object never loses an increment that was said to be stored. */
  @Test
  void outcomesAreTrueUnderFaultsOfEveryKind() {
    Random random = TestSeed.random(7);
    Fault[] all = Fault.values();
    memory.put(KEY, body("0"), Condition.ALWAYS);
    flaky.faults(() -> random.nextInt(3) > 0 ? Fault.NONE : all[random.nextInt(all.length)]);
    int unclear = 0;
    for (int write = 1; write <= 3_000; write++) {
      var before = memory.load(KEY, 100).orElseThrow();
      String mine = Integer.toString(write);
      boolean isDone = false;
      try {
        switch (store.put(KEY, body(mine), new Condition.At(before.version()))) {
          case PutResult.Stored stored -> {
            isDone = true;
            assertThat(stored.version()).isEqualTo(memory.find(KEY).orElseThrow().version());
          }
          case PutResult.Refused refused -> throw new AssertionError("nobody else writes");
          case PutResult.Unknown unknown -> unclear++;
        }
      } catch (StoreException e) {
        assertThat(memory.find(KEY).orElseThrow().version()).isEqualTo(before.version());
        continue;
      }
      assertThat(!isDone || text().equals(mine)).isTrue();
    }
    assertThat(unclear).isLessThan(1_000);
  }

  private String text() {
    return new String(memory.load(KEY, 100).orElseThrow().bytes(), StandardCharsets.UTF_8);
  }

  private static ObjectBody body(String text) {
    return ObjectBody.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
