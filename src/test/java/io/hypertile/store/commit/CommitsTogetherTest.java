package io.hypertile.store.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.store.CommitResult;
import io.hypertile.store.Condition;
import io.hypertile.store.KeyChange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Revision;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.layer.FlakyStore;
import io.hypertile.store.layer.FlakyStore.Fault;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commits beside others, of one server and of several. */
@Timeout(120)
class CommitsTogetherTest {
  private static final StoreKey HEAD = new StoreKey("lake/t2m/zarr.json");
  private static final int WRITERS = 8;

  private final MemoryStore memory = new MemoryStore("test");
  private final Watched store = new Watched(memory);
  private final CommittedRevisions one = new CommittedRevisions(store, true);
  private final CommittedRevisions other = new CommittedRevisions(memory, true);

  /** Counts puts of refs, and holds the first of them while others are to come. */
  private static final class Watched extends FlakyStore {
    private final AtomicInteger refs = new AtomicInteger();
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private volatile boolean hasBug;

    private Watched(MemoryStore inner) {
      super(inner);
    }

    @Override
    public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
      if (Names.isRef(key)) {
        refs.incrementAndGet();
        try {
          hold.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        if (hasBug) {
          throw new StackOverflowError();
        }
      }
      return super.put(key, body, condition);
    }
  }

  private static ObjectBody body(String text) {
    return ObjectBody.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static StoreKey chunk(int number) {
    return new StoreKey("lake/t2m/c/" + number);
  }

  @BeforeEach
  void make() {
    try (Revision base = other.open(HEAD)) {
      other.commit(base, List.of(new KeyChange.Put(HEAD, other.stageHead(body("head")))));
    }
  }

  private static CommitResult beside(
      CommittedRevisions revisions, Revision base, StoreKey key, String text) {
    try (StagedObject staged = revisions.stage(body(text))) {
      return revisions.commitBeside(base, List.of(new KeyChange.Put(key, staged)));
    }
  }

  private Optional<String> text(StoreKey key) {
    return other.store().load(key, 100).map(LoadedObject::bytes).map(String::new);
  }

  @Test
  void changesOfDifferentObjectsForOneStateAreBothMade() {
    try (Revision base = one.open(HEAD);
        Revision same = other.open(HEAD)) {
      assertThat(beside(other, same, chunk(1), "one")).isInstanceOf(CommitResult.Committed.class);
      CommitResult made = beside(one, base, chunk(2), "two");
      assertThat(made).isInstanceOf(CommitResult.Committed.class);
      try (Revision now = one.open(HEAD)) {
        assertThat(((CommitResult.Committed) made).version()).isEqualTo(now.version());
      }
    }
    assertThat(text(chunk(1))).contains("one");
    assertThat(text(chunk(2))).contains("two");
    assertThat(text(HEAD)).contains("head");
  }

  @Test
  void aChangeOfAnObjectThatHasChangedSinceIsLost() {
    try (Revision base = one.open(HEAD)) {
      try (Revision same = other.open(HEAD)) {
        beside(other, same, chunk(1), "first");
      }
      assertThat(beside(one, base, chunk(1), "second")).isInstanceOf(CommitResult.Lost.class);
    }
    assertThat(text(chunk(1))).contains("first");
  }

  @Test
  void aChangeForAHeadThatHasChangedSinceIsLost() {
    try (Revision base = one.open(HEAD)) {
      try (Revision same = other.open(HEAD)) {
        other.commit(same, List.of(new KeyChange.Put(HEAD, other.stageHead(body("head")))));
      }
      assertThat(beside(one, base, chunk(1), "cells")).isInstanceOf(CommitResult.Lost.class);
    }
    assertThat(text(chunk(1))).isEmpty();
  }

  @Test
  void aRemovedHeadTakesNoChanges() {
    try (Revision base = one.open(HEAD)) {
      try (Revision same = other.open(HEAD)) {
        other.commit(same, List.of(new KeyChange.Remove(HEAD)));
      }
      assertThat(beside(one, base, chunk(1), "cells")).isInstanceOf(CommitResult.Lost.class);
    }
    assertThat(text(chunk(1))).isEmpty();
  }

  @Test
  void removalsGoTogetherWithPuts() {
    try (Revision base = one.open(HEAD)) {
      beside(one, base, chunk(1), "one");
    }
    try (Revision base = one.open(HEAD);
        Revision same = other.open(HEAD)) {
      beside(other, same, chunk(2), "two");
      assertThat(one.commitBeside(base, List.of(new KeyChange.Remove(chunk(1)))))
          .isInstanceOf(CommitResult.Committed.class);
    }
    assertThat(text(chunk(1))).isEmpty();
    assertThat(text(chunk(2))).contains("two");
  }

  /**
   * Begins to change a chunk with each of several writers, and lets the puts go on when one of them
   * is held in its own and the others are in line behind it; ends with them.
   */
  private void changeAtOnce(Consumer<CommitResult> results, Consumer<Throwable> failures)
      throws InterruptedException {
    store.hold = new CountDownLatch(1);
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      StagedObject cells = one.stage(body("cells " + writer));
      assertThat(((StagedBytes) cells).await().size()).isEqualTo(7);
      Revision base = one.open(HEAD);
      KeyChange put = new KeyChange.Put(chunk(writer), cells);
      writers.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, failure) -> failures.accept(failure))
              .start(() -> results.accept(one.commitBeside(base, List.of(put)))));
    }
    while (writers.stream().anyMatch(writer -> writer.getState() != Thread.State.WAITING)) {
      Thread.sleep(1);
    }
    store.hold.countDown();
    for (Thread writer : writers) {
      writer.join();
    }
  }

  @Test
  void allThatComeWhileOneIsPutAreMadeByTheNextPut() throws Exception {
    List<CommitResult> results = Collections.synchronizedList(new ArrayList<>());
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    changeAtOnce(results::add, failures::add);
    assertThat(failures).isEmpty();
    assertThat(results).hasSize(WRITERS).hasOnlyElementsOfType(CommitResult.Committed.class);
    for (int writer = 0; writer < WRITERS; writer++) {
      assertThat(text(chunk(writer))).contains("cells " + writer);
    }
    assertThat(store.refs.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void anErrorEndsAllThatWaitForThePut() throws Exception {
    List<CommitResult> results = Collections.synchronizedList(new ArrayList<>());
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    store.hasBug = true;
    changeAtOnce(results::add, failures::add);
    store.hasBug = false;
    assertThat(results).isEmpty();
    assertThat(failures)
        .hasSize(WRITERS)
        .allSatisfy(each -> assertThat(each).hasRootCauseInstanceOf(StackOverflowError.class));
    try (Revision base = one.open(HEAD)) {
      assertThat(beside(one, base, chunk(0), "again")).isInstanceOf(CommitResult.Committed.class);
    }
  }

  @Test
  void whatIsToldOfCommitsTogetherIsTrueWhicheverCallsFail() throws Exception {
    Random random = TestSeed.random();
    Fault[] kinds = Fault.values();
    for (int round = 0; round < 40; round++) {
      store.faults(() -> {
        synchronized (random) {
          return random.nextInt(5) == 0 ? kinds[random.nextInt(kinds.length)] : Fault.NONE;
        }
      });
      int first = round * WRITERS;
      List<Future<Optional<CommitResult>>> told = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int writer = 0; writer < WRITERS; writer++) {
          CommittedRevisions own = writer % 2 == 0 ? one : new CommittedRevisions(store, true);
          StoreKey key = chunk(first + writer);
          told.add(threads.submit(() -> change(own, key)));
        }
      }
      store.faults(() -> Fault.NONE);
      for (int writer = 0; writer < WRITERS; writer++) {
        Optional<String> found = text(chunk(first + writer));
        Optional<CommitResult> result = told.get(writer).get();
        if (result.isEmpty() || result.get() instanceof CommitResult.Lost) {
          assertThat(found).isEmpty();
        } else if (result.get() instanceof CommitResult.Committed) {
          assertThat(found).contains("cells");
        }
      }
    }
  }

  /** Changes a chunk; empty where the store said that nothing was changed. */
  private static Optional<CommitResult> change(CommittedRevisions revisions, StoreKey key) {
    try (Revision base = revisions.open(HEAD)) {
      return Optional.of(beside(revisions, base, key, "cells"));
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"LATER", "NEVER"})
  void aFailureOfTheStoreIsThatOfEachOfThem(Fault fault) {
    try (Revision base = one.open(HEAD);
        StagedObject cells = one.stage(body("cells"))) {
      assertThat(((StagedBytes) cells).await().size()).isEqualTo(5);
      store.next(fault);
      assertThatThrownBy(() -> one.commitBeside(base, List.of(new KeyChange.Put(chunk(1), cells))))
          .isInstanceOf(StoreException.class);
    }
    try (Revision base = one.open(HEAD)) {
      assertThat(beside(one, base, chunk(1), "again")).isInstanceOf(CommitResult.Committed.class);
    }
    assertThat(text(chunk(1))).contains("again");
  }
}
