package io.hypertile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hypertile.TestSeed;
import io.hypertile.error.ServiceException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store that can be written does. */
@Timeout(120)
public abstract class StoreContract extends StoreLeaseContract {
  /** Writers that race for one object. */
  private static final int RACERS = 16;

  private static final StoreKey KEY = new StoreKey("era5/t2m/c/0/0");

  @Test
  void findWhenNothingWasPutIsEmpty() {
    assertThat(store.find(KEY)).isEmpty();
    assertThat(store.load(KEY, 10)).isEmpty();
    assertThat(read(KEY, new ByteRange.Span(0, 1))).isEqualTo(new ReadResult.Absent());
  }

  @Test
  void putMakesAnObjectThatIsFoundAndLoaded() {
    ObjectVersion version = put(KEY, "cells");

    StoredObject found = store.find(KEY).orElseThrow();
    assertThat(found).isEqualTo(new StoredObject(KEY, 5, version, found.modified()));
    found
        .modified()
        .ifPresent(time -> assertThat(time).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS)));
    LoadedObject loaded = store.load(KEY, 5).orElseThrow();
    assertThat(loaded.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("cells");
    assertThat(loaded.version()).isEqualTo(version);
  }

  @Test
  void putReplacesTheWholeObject() {
    put(KEY, "a long first text");
    ObjectVersion second = put(KEY, "short");

    assertThat(store.load(KEY, 100).orElseThrow().bytes()).hasSize(5);
    assertThat(store.find(KEY).orElseThrow().version()).isEqualTo(second);
  }

  @Test
  void wholeObjectIsReadWithoutKnowingItsSize() {
    List<Long> sizes = new ArrayList<>();
    byte[] bytes = new byte[5];
    LongFunction<MemorySegment> room =
        size -> {
          sizes.add(size);
          return MemorySegment.ofArray(bytes).asSlice(0, size);
        };
    assertThat(store.readAll(KEY, room, Optional.empty())).isEqualTo(new ReadResult.Absent());
    ObjectVersion first = put(KEY, "cells");

    assertThat(store.readAll(KEY, room, Optional.empty())).isEqualTo(new ReadResult.Read(first, 5));
    assertThat(bytes).asString(StandardCharsets.UTF_8).isEqualTo("cells");
    assertThat(store.readAll(KEY, room, Optional.of(first)))
        .isEqualTo(new ReadResult.Read(first, 5));
    ObjectVersion second = put(KEY, "");
    assertThat(store.readAll(KEY, room, Optional.of(first))).isInstanceOf(ReadResult.Changed.class);
    assertThat(store.readAll(KEY, room, Optional.of(second)))
        .isEqualTo(new ReadResult.Read(second, 0));
    assertThat(sizes).containsExactly(5L, 5L, 0L);
    assertThatThrownBy(() ->
            store.readAll(
                KEY,
                size -> {
                  throw new IllegalStateException("too much");
                },
                Optional.empty()))
        .hasMessage("too much");
  }

  @Test
  void putOfNoBytesMakesAnEmptyObject() {
    put(KEY, "");

    assertThat(store.find(KEY).orElseThrow().size()).isZero();
    assertThat(store.load(KEY, 0).orElseThrow().bytes()).isEmpty();
    assertThat(read(KEY, new ByteRange.Suffix(1))).isEqualTo(new ReadResult.TooShort(0));
  }

  @Test
  void putOfDifferentBytesChangesTheVersion() {
    ObjectVersion first = put(KEY, "first");
    ObjectVersion second = put(KEY, "other");

    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void loadWhenTheObjectIsLargerThanTheLimitFails() {
    put(KEY, "cells");

    assertThatThrownBy(() -> store.load(KEY, 4)).isInstanceOf(StoreException.class);
  }

  @Test
  void readGivesEveryRangeOfOneState() {
    byte[] bytes = new byte[300_000];
    TestSeed.random().nextBytes(bytes);
    ObjectVersion version = put(KEY, bytes);
    List<Piece> pieces =
        List.of(
            piece(new ByteRange.Span(299_999, 1)),
            piece(new ByteRange.Span(0, 10)),
            piece(new ByteRange.Span(5, 100_000)),
            piece(new ByteRange.Suffix(20)),
            piece(new ByteRange.Span(0, 300_000)),
            piece(new ByteRange.Suffix(300_000)));

    ReadResult result = store.read(KEY, pieces, Optional.of(version));

    assertThat(result).isEqualTo(new ReadResult.Read(version, 300_000));
    for (Piece piece : pieces) {
      ByteRange.Span span = piece.range().within(bytes.length).orElseThrow();
      assertThat(bytes(piece))
          .isEqualTo(Arrays.copyOfRange(bytes, (int) span.offset(), (int) span.stop()));
    }
  }

  @Test
  void readWhenARangeEndsPastTheObjectSaysHowLongItIs() {
    put(KEY, "cells");

    assertThat(read(KEY, new ByteRange.Span(4, 2))).isEqualTo(new ReadResult.TooShort(5));
    assertThat(read(KEY, new ByteRange.Span(5, 1))).isEqualTo(new ReadResult.TooShort(5));
    assertThat(read(KEY, new ByteRange.Span(1L << 40, 1))).isEqualTo(new ReadResult.TooShort(5));
    assertThat(read(KEY, new ByteRange.Suffix(6))).isEqualTo(new ReadResult.TooShort(5));
  }

  @Test
  void readOfAStateThatIsGoneSaysSo() {
    ObjectVersion first = put(KEY, "first");
    put(KEY, "other");

    ReadResult result =
        store.read(KEY, List.of(piece(new ByteRange.Span(0, 5))), Optional.of(first));

    assertThat(result).isInstanceOf(ReadResult.Changed.class);
  }

  @Test
  void putWhenAbsentIsRefusedWhereThereIsAnObject() {
    assertThat(put(KEY, "first", Condition.ABSENT)).isInstanceOf(PutResult.Stored.class);
    assertThat(put(KEY, "other", Condition.ABSENT)).isInstanceOf(PutResult.Refused.class);

    assertThat(text(KEY)).isEqualTo("first");
  }

  @Test
  void ofSeveralThatArePutEachIsRefusedByItself() {
    put(KEY, "first");
    List<NewObject> objects = new ArrayList<>();
    for (StoreKey key : List.of(new StoreKey("many/1"), KEY, new StoreKey("many/2"))) {
      byte[] bytes = key.text().getBytes(StandardCharsets.UTF_8);
      objects.add(new NewObject(key, ObjectBody.of(bytes)));
    }
    objects.add(new NewObject(new StoreKey("many/large"), ObjectBody.of(new byte[300_000])));
    List<PutResult> results = store.putAll(objects, Condition.ABSENT);

    assertThat(results.get(1)).isInstanceOf(PutResult.Refused.class);
    assertThat(store.load(KEY, 10).orElseThrow().bytes()).asString().isEqualTo("first");
    for (int at : new int[] {0, 2, 3}) {
      StoredObject made = store.find(objects.get(at).key()).orElseThrow();
      assertThat(results.get(at)).isEqualTo(new PutResult.Stored(made.version()));
      assertThat(made.size()).isEqualTo(objects.get(at).body().size());
    }
    assertThat(store.load(new StoreKey("many/2"), 10).orElseThrow().bytes())
        .asString()
        .isEqualTo("many/2");
  }

  @Test
  void putAtAVersionIsRefusedWhereItIsAnother() {
    ObjectVersion first = put(KEY, "first");
    ObjectVersion second = put(KEY, "second");

    assertThat(put(KEY, "third", new Condition.At(first))).isInstanceOf(PutResult.Refused.class);
    assertThat(text(KEY)).isEqualTo("second");
    assertThat(put(KEY, "third", new Condition.At(second))).isInstanceOf(PutResult.Stored.class);
    assertThat(text(KEY)).isEqualTo("third");
  }

  @Test
  void putAtAVersionIsRefusedWhereTheObjectIsGone() {
    ObjectVersion first = put(KEY, "first");
    store.delete(List.of(KEY));

    assertThat(put(KEY, "second", new Condition.At(first))).isInstanceOf(PutResult.Refused.class);
    assertThat(store.find(KEY)).isEmpty();
  }

  @Test
  void ofManyThatCreateOneObjectOneSucceeds() throws Exception {
    for (int round = 0; round < 5; round++) {
      StoreKey key = new StoreKey("race/" + round);
      List<PutResult> results = race(racer -> put(key, "by " + racer, Condition.ABSENT));

      assertThat(results).filteredOn(PutResult.Stored.class::isInstance).hasSize(1);
      assertThat(results).filteredOn(PutResult.Refused.class::isInstance).hasSize(RACERS - 1);
      int winner = results.indexOf(first(results));
      assertThat(text(key)).isEqualTo("by " + winner);
    }
  }

  @Test
  void ofManyThatReplaceOneStateOneSucceeds() throws Exception {
    ObjectVersion version = put(KEY, "0");
    for (int round = 1; round <= 5; round++) {
      Condition at = new Condition.At(version);
      String prefix = round + " by ";
      List<PutResult> results = race(racer -> put(KEY, prefix + racer, at));

      assertThat(results).filteredOn(PutResult.Stored.class::isInstance).hasSize(1);
      PutResult.Stored stored = first(results);
      assertThat(text(KEY)).isEqualTo(prefix + results.indexOf(stored));
      version = stored.version();
    }
  }

  @Test
  void readersBesideAWriterSeeWholeStates() throws Exception {
    put(KEY, "0".repeat(200_000));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writing =
          threads.submit(() -> {
            for (int n = 1; n < 10; n++) {
              put(KEY, Integer.toString(n).repeat(200_000 - n));
            }
          });
      do {
        byte[] seen = store.load(KEY, 200_000).orElseThrow().bytes();
        int digit = seen[0] - '0';
        assertThat(seen).hasSize(200_000 - digit);
        assertThat(seen[seen.length - 1]).isEqualTo(seen[0]);
      } while (!writing.isDone());
      writing.get();
    }
  }

  @Test
  void deleteRemovesObjectsAndTakesWhatIsNotThere() {
    StoreKey other = new StoreKey("era5/t2m/c/0/1");
    put(KEY, "a");
    put(other, "b");

    DeleteResult result = store.delete(List.of(KEY, new StoreKey("era5/none")));

    assertThat(result.failed()).isEmpty();
    assertThat(store.find(KEY)).isEmpty();
    assertThat(store.find(other)).isPresent();
  }

  @Test
  void keysHoldWhatTextsHold() {
    for (String text :
        List.of(
            "a b", "ä/ö", "a+b&c=d?e#f%20", "~key'\"", "日本/🙂", "a.b/..c/d..", "x:y;z,@!$*()")) {
      StoreKey key = new StoreKey(text);
      ObjectVersion version = put(key, text);

      assertThat(store.find(key).orElseThrow().version()).isEqualTo(version);
      assertThat(text(key)).isEqualTo(text);
      assertThat(store.list(StorePrefix.ROOT, Optional.empty(), 1_000, Depth.ALL).objects())
          .extracting(StoredObject::key)
          .contains(key);
    }
  }

  @Test
  void checkOfAStoreThatAnswersIsUsable() {
    assertThat(store.check()).isEqualTo(new CheckResult.Usable());
    assertThat(store.capabilities().canCommit()).isTrue();
  }

  @Test
  void keysThatLeaveTheStoreAreRefused() {
    for (String text :
        List.of("", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", "a\\b", "a\0")) {
      assertThatThrownBy(() -> new StoreKey(text)).isInstanceOf(ServiceException.class);
    }
  }

  /** What every racer does. */
  @FunctionalInterface
  private interface Racer {
    PutResult put(int number);
  }

  private static List<PutResult> race(Racer racer) throws Exception {
    CyclicBarrier start = new CyclicBarrier(RACERS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<PutResult>> running = new ArrayList<>();
      for (int number = 0; number < RACERS; number++) {
        int own = number;
        running.add(
            threads.submit(() -> {
              start.await();
              return racer.put(own);
            }));
      }
      List<PutResult> results = new ArrayList<>();
      for (Future<PutResult> future : running) {
        results.add(future.get());
      }
      return results;
    }
  }

  private static PutResult.Stored first(List<PutResult> results) {
    return results.stream()
        .filter(PutResult.Stored.class::isInstance)
        .map(PutResult.Stored.class::cast)
        .findFirst()
        .orElseThrow();
  }

  protected final ObjectVersion put(StoreKey key, String text) {
    return put(key, text.getBytes(StandardCharsets.UTF_8));
  }

  private ObjectVersion put(StoreKey key, byte[] bytes) {
    PutResult result = store.put(key, ObjectBody.of(bytes), Condition.ALWAYS);
    assertThat(result).isInstanceOf(PutResult.Stored.class);
    return ((PutResult.Stored) result).version();
  }

  private PutResult put(StoreKey key, String text, Condition condition) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return store.put(key, ObjectBody.of(MemorySegment.ofArray(bytes)), condition);
  }

  private String text(StoreKey key) {
    return new String(store.load(key, 1_000).orElseThrow().bytes(), StandardCharsets.UTF_8);
  }

  private ReadResult read(StoreKey key, ByteRange range) {
    return store.read(key, List.of(piece(range)), Optional.empty());
  }

  private static Piece piece(ByteRange range) {
    return new Piece(range, MemorySegment.ofArray(new byte[(int) range.length()]));
  }

  private static byte[] bytes(Piece piece) {
    return piece.target().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
  }
}
