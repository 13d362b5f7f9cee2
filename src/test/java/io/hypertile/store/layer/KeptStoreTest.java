package io.hypertile.store.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.age.Staleness;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.memory.MemoryStore;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old answers go to those that have leave for them, and lasting bytes are read from the disk. */
class KeptStoreTest {
  private static final StoreKey REF = new StoreKey("ref");
  private static final StoreKey LASTING = new StoreKey("lasting/1");
  private static final int LIMIT = 1000;

  @TempDir private Path directory;

  private final Switched inner = new Switched(new MemoryStore("lake"));
  private KeptStore opened;

  @AfterEach
  void close() {
    opened.close();
  }

  /** A store that can be down, or slow. */
  private static final class Switched extends ForwardingStore {
    private volatile boolean isDown;
    private volatile Retry retry = Retry.LATER;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private Switched(Store inner) {
      super(inner);
    }

    private void ask() {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (isDown) {
        throw new StoreException("lake", "It is down.", retry, null);
      }
    }

    @Override
    public Optional<StoredObject> find(StoreKey key) {
      ask();
      return inner.find(key);
    }

    @Override
    public Optional<LoadedObject> load(StoreKey key, long limit) {
      ask();
      return inner.load(key, limit);
    }

    @Override
    public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
      ask();
      return inner.read(key, pieces, at);
    }

    @Override
    public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
      ask();
      return inner.list(prefix, after, limit, depth);
    }

    /** It outlives those that are opened over it. */
    @Override
    public void close() {}
  }

  private KeptStore open(Duration stale, long room) {
    return open(stale, room, "here");
  }

  private KeptStore open(Duration stale, long room, String source) {
    KeepRules rules = new KeepRules(stale, room, directory.resolve("cache/objects"));
    opened = new KeptStore(inner, key -> key.text().startsWith("lasting/"), rules, source);
    return opened;
  }

  /** The bytes of an object that was kept, while the store is down. */
  private static Optional<Integer> old(KeptStore store, StoreKey key) {
    List<Integer> found = new ArrayList<>();
    new Staleness(Duration.ofHours(1), age -> age >= 0)
        .serve(() -> {
          try {
            found.add(value(store.load(key, LIMIT)));
          } catch (StoreException e) {
            assertThat(e.retry()).isEqualTo(Retry.LATER);
          }
        });
    return found.stream().findFirst();
  }

  private static ObjectBody body(int value) {
    return ObjectBody.of(new byte[] {(byte) value});
  }

  private static int value(Optional<LoadedObject> loaded) {
    return loaded.orElseThrow().bytes()[0];
  }

  @Test
  void anOldAnswerIsGivenToThoseWithLeaveAndToldItsAge() {
    KeptStore store = open(Duration.ofHours(1), 0);
    inner.inner.put(REF, body(1), Condition.ALWAYS);
    assertThat(value(store.load(REF, LIMIT))).isEqualTo(1);
    assertThat(store.find(new StoreKey("absent"))).isEmpty();
    inner.isDown = true;
    assertThatThrownBy(() -> store.load(REF, LIMIT)).isInstanceOf(StoreException.class);
    AtomicLong told = new AtomicLong(-1);
    Staleness leave =
        new Staleness(
            Duration.ofHours(1),
            age -> {
              told.set(age);
              return true;
            });
    leave.serve(() -> {
      assertThat(value(store.load(REF, LIMIT))).isEqualTo(1);
      assertThat(Staleness.isPresentTold()).isTrue();
      assertThat(store.find(new StoreKey("absent"))).isEmpty();
      assertThatThrownBy(() -> store.find(new StoreKey("other")))
          .isInstanceOf(StoreException.class);
    });
    assertThat(told.get()).isPositive();
    assertThat(store.figures().stale()).isEqualTo(2);
    assertThat(Staleness.present()).isEmpty();
  }

  @Test
  void thePresentAnswerIsGivenWhileThereIsOne() {
    KeptStore store = open(Duration.ofHours(1), 0);
    inner.inner.put(REF, body(1), Condition.ALWAYS);
    store.load(REF, LIMIT);
    inner.inner.put(REF, body(2), Condition.ALWAYS);
    new Staleness(Duration.ofHours(1), age -> true)
        .serve(() -> {
          assertThat(value(store.load(REF, LIMIT))).isEqualTo(2);
          assertThat(Staleness.isPresentTold()).isFalse();
        });
  }

  @Test
  void statesOfTheStoreTellThatItKeepsAnswers() {
    KeptStore keeping = open(Duration.ofHours(1), 0);
    assertThat(new CommittedRevisions(keeping, true).store().keepsAnswers()).isTrue();
    assertThat(new CommittedRevisions(inner, true).store().keepsAnswers()).isFalse();
    KeptStore without = open(Duration.ZERO, 0);
    assertThat(new CommittedRevisions(without, true).store().keepsAnswers()).isFalse();
  }

  @Test
  void nothingOldIsGivenThatCannotBeToldOrIsTooOldOrWasRefused() {
    KeptStore store = open(Duration.ofHours(1), 0);
    inner.inner.put(REF, body(1), Condition.ALWAYS);
    store.load(REF, LIMIT);
    inner.isDown = true;
    new Staleness(Duration.ofHours(1), age -> false).serve(() -> assertDown(store));
    new Staleness(Duration.ofNanos(1), age -> true).serve(() -> assertDown(store));
    KeptStore other = open(Duration.ofHours(1), 0);
    inner.isDown = false;
    other.load(REF, LIMIT);
    inner.retry = Retry.NEVER;
    inner.isDown = true;
    new Staleness(Duration.ofHours(1), age -> true).serve(() -> assertDown(other));
  }

  private static void assertDown(KeptStore store) {
    assertThatThrownBy(() -> store.load(REF, LIMIT)).isInstanceOf(StoreException.class);
  }

  @Test
  void whatTheServerPutItselfIsKept() {
    KeptStore store = open(Duration.ofHours(1), 1 << 20);
    inner.inner.put(REF, body(1), Condition.ALWAYS);
    store.load(REF, LIMIT);
    store.put(REF, body(2), Condition.ALWAYS);
    store.put(LASTING, body(7), Condition.ALWAYS);
    StoreKey gone = new StoreKey("gone");
    store.put(gone, body(3), Condition.ALWAYS);
    store.delete(List.of(gone));
    inner.isDown = true;
    new Staleness(Duration.ofHours(1), age -> true)
        .serve(() -> {
          assertThat(value(store.load(REF, LIMIT))).isEqualTo(2);
          assertThat(store.find(REF).orElseThrow().size()).isEqualTo(1);
          assertThat(store.find(gone)).isEmpty();
        });
    assertThat(value(store.load(LASTING, LIMIT))).isEqualTo(7);
  }

  @Test
  void rangesOfLastingObjectsAreReadFromTheDisk() throws IOException {
    KeptStore store = open(Duration.ZERO, 1 << 20);
    inner.inner.put(LASTING, ObjectBody.of(new byte[] {1, 2, 3, 4}), Condition.ALWAYS);
    Piece first = piece(new ByteRange.Span(0, 2));
    store.read(LASTING, List.of(first), Optional.empty());
    Piece last = piece(new ByteRange.Suffix(1));
    store.read(LASTING, List.of(piece(new ByteRange.Span(0, 2)), last), Optional.empty());
    inner.isDown = true;
    Piece again = piece(new ByteRange.Span(0, 2));
    Piece end = piece(new ByteRange.Suffix(1));
    ReadResult result = store.read(LASTING, List.of(again, end), Optional.empty());
    assertThat(((ReadResult.Read) result).size()).isEqualTo(4);
    assertThat(again.target().toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2);
    assertThat(end.target().toArray(ValueLayout.JAVA_BYTE)).containsExactly(4);
    Files.write(directory.resolve("cache/objects"), new byte[] {9, 9, 9, 9});
    assertThatThrownBy(() -> store.read(LASTING, List.of(again), Optional.empty()))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void whatTheDiskHasDamagedIsKeptAnewAndCounted() throws IOException {
    KeptStore store = open(Duration.ZERO, 1 << 20);
    inner.inner.put(LASTING, ObjectBody.of(new byte[] {1, 2, 3, 4}), Condition.ALWAYS);
    assertThat(value(store.load(LASTING, LIMIT))).isEqualTo(1);
    assertThat(store.figures().misses()).isEqualTo(1);
    for (byte[] damaged : List.of(new byte[] {9, 9, 9, 9}, new byte[0])) {
      Files.write(directory.resolve("cache/objects"), damaged);
      assertThat(value(store.load(LASTING, LIMIT))).isEqualTo(1);
      inner.isDown = true;
      assertThat(value(store.load(LASTING, LIMIT))).isEqualTo(1);
      inner.isDown = false;
    }
    assertThat(store.figures().misses()).isEqualTo(3);
    assertThat(store.figures().hits()).isEqualTo(2);
  }

  @Test
  void aThreadThatIsInterruptedDoesNotMakeTheStoreCountAsDown() {
    KeptStore store = open(Duration.ofHours(1), 0);
    inner.inner.put(REF, body(1), Condition.ALWAYS);
    store.load(REF, LIMIT);
    inner.inner.put(REF, body(2), Condition.ALWAYS);
    Staleness leave = new Staleness(Duration.ofHours(1), age -> true);
    CountDownLatch slow = new CountDownLatch(1);
    inner.gate = slow;
    Thread.currentThread().interrupt();
    leave.serve(() -> assertDown(store));
    assertThat(Thread.interrupted()).isTrue();
    inner.gate = new CountDownLatch(0);
    leave.serve(() -> {
      assertThat(value(store.load(REF, LIMIT))).isEqualTo(2);
      assertThat(Staleness.isPresentTold()).isFalse();
    });
    slow.countDown();
  }

  private static Piece piece(ByteRange range) {
    return new Piece(range, MemorySegment.ofArray(new byte[(int) range.length()]));
  }

  @Test
  void theRingGivesNothingButWhatWasKept() throws Exception {
    open(Duration.ZERO, 0);
    try (ObjectRing ring = new ObjectRing(directory.resolve("ring"), 10_000);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        RandomGenerator random = TestSeed.random(thread);
        runs.add(
            threads.submit(() -> {
              for (int round = 0; round < 20_000; round++) {
                checkOne(ring, random);
              }
            }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
      assertThat(ring.hits()).isPositive();
      assertThat(Files.size(directory.resolve("ring"))).isLessThanOrEqualTo(10_000);
    }
  }

  /** Bytes of an object are its number, and as many as it says. */
  private static void checkOne(ObjectRing ring, RandomGenerator random) {
    int number = random.nextInt(100);
    byte[] bytes = new byte[1 + number * 13];
    RingRange.Name name = new RingRange.Name(new StoreKey("lasting/" + number), Optional.empty());
    MemorySegment target = MemorySegment.ofArray(bytes);
    if (ring.read(name, target).isPresent()) {
      for (byte each : bytes) {
        assertThat(each).isEqualTo((byte) number);
      }
    } else {
      target.fill((byte) number);
      ring.keep(name, target, new RingRange.Facts(new ObjectVersion("v"), bytes.length));
    }
  }

  @Test
  void whatWasKeptIsThereAfterARestart() throws Exception {
    Duration hour = Duration.ofHours(1);
    KeptStore first = open(hour, 1 << 20);
    first.put(LASTING, body(7), Condition.ALWAYS);
    inner.inner.put(REF, body(1), Condition.ALWAYS);
    assertThat(value(first.load(REF, LIMIT))).isEqualTo(1);
    assertThat(first.find(new StoreKey("absent"))).isEmpty();
    assertThat(first.find(REF)).isPresent();
    first.close();

    inner.isDown = true;
    KeptStore second = open(hour, 1 << 20);
    try (var files = Files.list(directory.resolve("cache"))) {
      assertThat(files).containsExactly(directory.resolve("cache/objects"));
    }
    assertThat(value(second.load(LASTING, LIMIT))).isEqualTo(7);
    assertThat(old(second, REF)).contains(1);
    assertThatThrownBy(() -> second.load(REF, LIMIT)).isInstanceOf(StoreException.class);
    second.close();
    assertThat(old(open(hour, 1 << 20), REF)).contains(1);
    opened.close();

    KeptStore elsewhere = open(hour, 1 << 20, "there");
    assertThat(old(elsewhere, REF)).isEmpty();
    assertThat(value(elsewhere.load(LASTING, LIMIT))).isEqualTo(7);
    elsewhere.close();

    KeptStore smaller = open(hour, 1 << 19);
    assertThat(old(smaller, REF)).isEmpty();
    assertThatThrownBy(() -> smaller.load(LASTING, LIMIT)).isInstanceOf(StoreException.class);
  }

  @Test
  void whatWasKeptAgainBeforeARestartIsReplacedInItsTurn() throws Exception {
    open(Duration.ZERO, 0);
    Path file = directory.resolve("ring");
    try (ObjectRing ring = new ObjectRing(file, 1_000)) {
      keep(ring, 0);
      keep(ring, 1);
      byte[] bytes = Files.readAllBytes(file);
      bytes[0] ^= 1;
      Files.write(file, bytes);
      assertThat(ring.read(number(0), MemorySegment.ofArray(new byte[100]))).isEmpty();
      keep(ring, 0);
    }
    try (ObjectRing ring = new ObjectRing(file, 1_000)) {
      assertThat(ring.length(number(0))).contains(100);
      assertThat(ring.length(number(1))).contains(100);
      for (int number = 2; number < 11; number++) {
        keep(ring, number);
      }
      assertThat(ring.length(number(0))).contains(100);
      assertThat(ring.length(number(1))).isEmpty();
    }
  }

  private static RingRange.Name number(int number) {
    return new RingRange.Name(new StoreKey("lasting/" + number), Optional.empty());
  }

  private static void keep(ObjectRing ring, int number) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[100]);
    bytes.fill((byte) number);
    ring.keep(number(number), bytes, new RingRange.Facts(new ObjectVersion("v"), 100));
  }

  @Test
  void aFileForTheNextStartThatIsDamagedIsNotUsed() throws Exception {
    Duration hour = Duration.ofHours(1);
    for (String name : List.of("objects.index", "objects.answers")) {
      KeptStore store = open(hour, 1 << 20);
      store.put(LASTING, body(7), Condition.ALWAYS);
      store.put(REF, body(1), Condition.ALWAYS);
      store.close();
      Path file = directory.resolve("cache").resolve(name);
      byte[] bytes = Files.readAllBytes(file);
      int at = TestSeed.random().nextInt(bytes.length);
      bytes[at] ^= 1;
      Files.write(file, bytes);
      inner.isDown = true;
      KeptStore next = open(hour, 1 << 20);
      if (name.endsWith("answers")) {
        assertThat(old(next, REF)).isEmpty();
      } else {
        assertThatThrownBy(() -> next.load(LASTING, LIMIT)).isInstanceOf(StoreException.class);
      }
      next.close();
      inner.isDown = false;
    }
  }

  @Test
  void aListThatARequestHasSeenIsGivenAgainWhileTheStoreIsDown() {
    KeptStore store = open(Duration.ofHours(1), 0);
    inner.inner.put(REF, body(1), Condition.ALWAYS);
    Staleness leave = new Staleness(Duration.ofHours(1), age -> true);
    leave.serve(() -> assertThat(listed(store, 10)).containsExactly(REF));
    assertThat(listed(store, 20)).containsExactly(REF);
    inner.inner.put(LASTING, body(1), Condition.ALWAYS);
    leave.serve(() -> assertThat(listed(store, 10)).containsExactly(LASTING, REF));
    inner.isDown = true;
    assertThatThrownBy(() -> listed(store, 10)).isInstanceOf(StoreException.class);
    leave.serve(() -> {
      assertThat(listed(store, 10)).containsExactly(LASTING, REF);
      assertThat(Staleness.isPresentTold()).isTrue();
      assertThatThrownBy(() -> listed(store, 20)).isInstanceOf(StoreException.class);
    });
  }

  private static List<StoreKey> listed(KeptStore store, int limit) {
    return store.list(StorePrefix.ROOT, Optional.empty(), limit, Depth.ALL).objects().stream()
        .map(StoredObject::key)
        .toList();
  }

  @Test
  void aQuestionWithoutAnAnswerDoesNotWaitForAStoreThatIsKnownToBeSilent() {
    KeptStore store = open(Duration.ofHours(1), 0);
    store.put(REF, body(1), Condition.ALWAYS);
    inner.isDown = true;
    assertThat(old(store, REF)).contains(1);
    CountDownLatch silent = new CountDownLatch(1);
    inner.gate = silent;
    assertThat(old(store, new StoreKey("other"))).isEmpty();
    silent.countDown();
  }
}
