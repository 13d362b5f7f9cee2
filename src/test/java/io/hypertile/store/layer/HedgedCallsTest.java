package io.hypertile.store.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.store.ByteRange;
import io.hypertile.store.Condition;
import io.hypertile.store.KeyChange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Revision;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.memory.MemoryStore;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads are called slow after times that no pause of the machine reaches, or at once. */
@Timeout(60)
class HedgedCallsTest {
  private static final StoreKey KEY = new StoreKey("a");

  private final Stuck stuck = new Stuck();
  private OptionalLong patience = OptionalLong.of(TimeUnit.SECONDS.toNanos(2));
  private final HedgedStore store = new HedgedStore(stuck, () -> patience);

  @BeforeEach
  void fill() {
    stuck.inner.put(KEY, ObjectBody.of(new byte[] {1, 2, 3}), Condition.ALWAYS);
  }

  /** Reads wait until they are interrupted, as often as they are told to, after writing garbage. */
  private static final class Stuck extends ForwardingStore {
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int least;
    private final CountDownLatch interrupted = new CountDownLatch(1);

    private Stuck() {
      super(new MemoryStore("test"));
    }

    private void await() {
      calls.incrementAndGet();
      if (least > 0) {
        pause(least);
      }
      if (waiting.getAndDecrement() <= 0) {
        return;
      }
      pause(30_000);
    }

    private void pause(int milliseconds) {
      try {
        Thread.sleep(milliseconds);
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw new StoreException(name(), "Interrupted.", Retry.LATER, e);
      }
    }

    @Override
    public Optional<StoredObject> find(StoreKey key) {
      await();
      return inner.find(key);
    }

    @Override
    public Optional<LoadedObject> load(StoreKey key, long limit) {
      await();
      return inner.load(key, limit);
    }

    @Override
    public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
      pieces.forEach(piece -> piece.target().fill((byte) 99));
      await();
      return inner.read(key, pieces, at);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void readThatTakesLongIsAskedForAgain() throws Exception {
    stuck.waiting.set(1);
    byte[] target = new byte[3];

    assertThat(read(target)).isInstanceOf(ReadResult.Read.class);
    assertThat(target).containsExactly(1, 2, 3);
    assertThat(stuck.calls).hasValue(2);
    assertThat(stuck.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void refThatTakesLongIsAskedForAgain() {
    CommittedRevisions revisions = new CommittedRevisions(store, true);
    StoreKey head = new StoreKey("p/zarr.json");
    try (Revision base = revisions.open(head)) {
      ObjectBody body = ObjectBody.of(new byte[3]);
      revisions.commit(base, List.of(new KeyChange.Put(head, revisions.stageHead(body))));
    }
    stuck.calls.set(0);
    stuck.waiting.set(1);

    assertThat(revisions.open(head).version()).isPresent();
    assertThat(stuck.calls).hasValue(2);
  }

  @Test
  void findThatTakesLongIsAskedForAgain() {
    stuck.waiting.set(1);

    assertThat(store.find(KEY)).isPresent();
    assertThat(stuck.calls).hasValue(2);
  }

  @Test
  void nothingIsAskedForTwiceWhileLittleIsKnown() throws Exception {
    HedgedStore untried = new HedgedStore(stuck);
    stuck.waiting.set(1);
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                untried.find(KEY);
              } catch (StoreException e) {
                // Interrupted below.
              }
            });
    while (stuck.calls.get() == 0) {
      Thread.sleep(1);
    }
    Thread.sleep(200);
    assertThat(stuck.calls).hasValue(1);
    reader.interrupt();
    reader.join();
    untried.close();
  }

  @Test
  void fewReadsAreAskedForTwice() {
    patience = OptionalLong.of(0);
    // So that the first request is still under way when a second one may be made.
    stuck.least = 1;
    for (int n = 0; n < 200; n++) {
      store.find(KEY);
    }
    // One in twenty, and five that may be spent at once.
    assertThat(stuck.calls.get()).isBetween(201, 215);
  }

  @Test
  void failureOfTheOnlyRequestIsThatOfTheCall() {
    store.close();

    assertThatThrownBy(() -> store.find(KEY)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void largeReadsAreAskedForOnce() {
    int size = (int) HedgedStore.MOST + 1;
    stuck.inner.put(KEY, ObjectBody.of(new byte[size]), Condition.ALWAYS);
    byte[] target = new byte[size];
    ByteRange range = new ByteRange.Span(0, size);

    store.read(KEY, List.of(new Piece(range, MemorySegment.ofArray(target))), Optional.empty());

    // What the store wrote first stood in the caller's own memory.
    assertThat(stuck.calls).hasValue(1);
    assertThat(target).containsOnly(0);
  }

  private ReadResult read(byte[] target) {
    ByteRange range = new ByteRange.Span(0, 3);
    return store.read(
        KEY, List.of(new Piece(range, MemorySegment.ofArray(target))), Optional.empty());
  }
}
