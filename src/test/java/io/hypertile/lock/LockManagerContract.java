package io.hypertile.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.TestSeed;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every lock manager does. */
@Timeout(60)
public abstract class LockManagerContract {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(30);
  private static final LockKey KEY = new LockKey("weather", "a");
  private static final LockKey OTHER = new LockKey("weather", "b");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private LockManager locks;

  /** A manager without locks. */
  protected abstract LockManager create();

  /** Locks that each of the threads takes under stress; few where each takes long. */
  protected int rounds() {
    return 300;
  }

  @BeforeEach
  void make() {
    locks = create();
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void readersShareAKey() {
    try (HeldLock first = locks.acquire(KEY, LockMode.READ, LONG);
        HeldLock second = locks.acquire(KEY, LockMode.READ, SHORT)) {
      assertThat(first.mode()).isEqualTo(LockMode.READ);
      assertThat(second.keys()).containsExactly(KEY);
    }
  }

  @Test
  void writerIsAloneOnAKey() {
    try (HeldLock held = locks.acquire(KEY, LockMode.WRITE, LONG)) {
      assertThat(held.mode()).isEqualTo(LockMode.WRITE);
      for (LockMode mode : LockMode.values()) {
        assertThatThrownBy(() -> locks.acquire(KEY, mode, SHORT))
            .isInstanceOf(ServiceException.class);
      }
      locks.acquire(OTHER, LockMode.WRITE, SHORT).close();
    }
    locks.acquire(KEY, LockMode.WRITE, SHORT).close();
  }

  @Test
  void acquireWhenDeadlinePassesNamesTheArray() {
    try (HeldLock held = locks.acquire(KEY, LockMode.READ, LONG)) {
      ServiceException failure =
          catchThrowableOfType(
              ServiceException.class, () -> locks.acquire(KEY, LockMode.WRITE, SHORT));
      assertThat(held.keys()).containsExactly(KEY);
      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKED);
      assertThat(failure.members())
          .containsEntry("collection", "weather")
          .containsEntry("array", "a")
          .containsKeys("waited_ms", "retry_after");
      assertThat((Long) failure.members().get("waited_ms")).isGreaterThanOrEqualTo(30);
    }
    locks.acquire(KEY, LockMode.WRITE, SHORT).close();
  }

  @Test
  void acquireWithoutPatienceTakesAFreeKeyOnly() {
    try (HeldLock held = locks.acquire(KEY, LockMode.WRITE, Duration.ZERO)) {
      assertThat(held.keys()).hasSize(1);
      assertThatThrownBy(() -> locks.acquire(KEY, LockMode.READ, Duration.ofSeconds(-1)))
          .isInstanceOf(ServiceException.class);
    }
  }

  @Test
  void closeTwiceFreesOnce() {
    HeldLock first = locks.acquire(KEY, LockMode.READ, LONG);
    first.close();
    try (HeldLock second = locks.acquire(KEY, LockMode.WRITE, LONG)) {
      first.close();
      assertThat(second.keys()).containsExactly(KEY);
      assertThatThrownBy(() -> locks.acquire(KEY, LockMode.READ, SHORT))
          .isInstanceOf(ServiceException.class);
    }
  }

  @Test
  void anotherThreadMayClose() throws Exception {
    HeldLock held = locks.acquire(KEY, LockMode.WRITE, LONG);
    threads.submit(held::close).get();
    locks.acquire(KEY, LockMode.WRITE, SHORT).close();
  }

  @Test
  void readerBehindAWaitingWriterWaits() throws Exception {
    HeldLock reader = locks.acquire(KEY, LockMode.READ, LONG);
    Future<HeldLock> writer = submitAndAwait(LockMode.WRITE, LONG);
    assertThatThrownBy(() -> locks.acquire(KEY, LockMode.READ, SHORT))
        .isInstanceOf(ServiceException.class);
    reader.close();
    writer.get().close();
  }

  @Test
  void readersContinueWhenTheWriterBeforeThemGivesUp() throws Exception {
    HeldLock reader = locks.acquire(KEY, LockMode.READ, LONG);
    Future<HeldLock> writer = submitAndAwait(LockMode.WRITE, Duration.ofMillis(300));
    Future<HeldLock> behind = submit(LockMode.READ, LONG);
    assertThatThrownBy(writer::get).hasCauseInstanceOf(ServiceException.class);
    behind.get(20, TimeUnit.SECONDS).close();
    reader.close();
  }

  @Test
  void waitingReadersGoBeforeTheNextWriter() throws Exception {
    HeldLock first = locks.acquire(KEY, LockMode.WRITE, LONG);
    Future<HeldLock> second = submitAndAwait(LockMode.WRITE, LONG);
    Future<HeldLock> readerA = submitAndAwait(LockMode.READ, LONG);
    Future<HeldLock> readerB = submitAndAwait(LockMode.READ, LONG);
    first.close();
    HeldLock a = readerA.get(20, TimeUnit.SECONDS);
    HeldLock b = readerB.get(20, TimeUnit.SECONDS);
    assertThat(second.isDone()).isFalse();
    a.close();
    b.close();
    second.get(20, TimeUnit.SECONDS).close();
  }

  @Test
  void writersFollowInTheOrderTheyCame() throws Exception {
    HeldLock first = locks.acquire(KEY, LockMode.WRITE, LONG);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Future<?>> writers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      long before = locks.statistics().waits();
      writers.add(
          threads.submit(() -> {
            try (HeldLock held = locks.acquire(KEY, LockMode.WRITE, LONG)) {
              order.add(number + held.keys().size() - 1);
            }
          }));
      awaitWait(before);
    }
    first.close();
    for (Future<?> writer : writers) {
      writer.get();
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void interruptEndsTheWaitAndIsKept() throws Exception {
    try (HeldLock held = locks.acquire(KEY, LockMode.WRITE, LONG)) {
      assertThat(held.keys()).hasSize(1);
      Callable<ErrorCode> wait =
          () -> {
            Thread.currentThread().interrupt();
            ServiceException failure =
                catchThrowableOfType(
                    ServiceException.class, () -> locks.acquire(KEY, LockMode.READ, LONG));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return failure.code();
          };
      assertThat(threads.submit(wait).get()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    }
    Callable<Boolean> free =
        () -> {
          Thread.currentThread().interrupt();
          locks.acquire(KEY, LockMode.WRITE, LONG).close();
          return Thread.currentThread().isInterrupted();
        };
    assertThat(threads.submit(free).get()).isTrue();
  }

  @Test
  void acquireAllTakesAllOrNone() {
    LockKey third = new LockKey("sea", "c");
    try (HeldLock held = locks.acquire(OTHER, LockMode.READ, LONG)) {
      assertThat(held.keys()).hasSize(1);
      ServiceException failure =
          catchThrowableOfType(
              ServiceException.class,
              () ->
                  locks.acquireAll(List.of(OTHER, KEY, third, KEY), LockMode.WRITE, SHORT, "test"));
      assertThat(failure.members()).containsEntry("array", "b");
      locks.acquire(KEY, LockMode.WRITE, SHORT).close();
      locks.acquire(third, LockMode.WRITE, SHORT).close();
    }
    try (HeldLock all =
        locks.acquireAll(List.of(OTHER, KEY, third, KEY), LockMode.WRITE, SHORT, "test")) {
      assertThat(all.keys()).containsExactly(third, KEY, OTHER);
    }
  }

  @Test
  void listTellsWhoHoldsWhat() {
    try (HeldLock read = locks.acquire(OTHER, LockMode.READ, LONG, "request 1");
        HeldLock write = locks.acquire(KEY, LockMode.WRITE, LONG, "request 2")) {
      assertThat(read.mode()).isNotEqualTo(write.mode());
      assertThat(locks.list())
          .extracting(LockDescription::key, LockDescription::mode, LockDescription::holder)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(KEY, LockMode.WRITE, "request 2"),
              org.assertj.core.groups.Tuple.tuple(OTHER, LockMode.READ, "request 1"));
    }
    assertThat(locks.list()).isEmpty();
  }

  @Test
  void writersExcludeEachOtherAndReadersUnderStress() throws Exception {
    int keyCount = 7;
    AtomicIntegerArray state = new AtomicIntegerArray(keyCount);
    AtomicInteger faults = new AtomicInteger();
    List<Future<?>> workers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Random random = TestSeed.random(i);
      workers.add(
          threads.submit(() -> {
            for (int round = 0; round < rounds(); round++) {
              play(random, state, faults);
            }
          }));
    }
    for (Future<?> worker : workers) {
      worker.get();
    }
    assertThat(faults.get()).isZero();
    assertThat(locks.list()).isEmpty();
  }

  /** Locks some keys and counts each breach: readers are 1 each, a writer is 1000. */
  private void play(Random random, AtomicIntegerArray state, AtomicInteger faults) {
    LockMode mode = random.nextInt(3) == 0 ? LockMode.WRITE : LockMode.READ;
    List<LockKey> keys = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      keys.add(new LockKey("c", String.valueOf(random.nextInt(state.length()))));
    }
    Duration timeout = random.nextInt(10) == 0 ? Duration.ofNanos(random.nextInt(200_000)) : LONG;
    int weight = mode == LockMode.WRITE ? 1000 : 1;
    try (HeldLock held = locks.acquireAll(keys, mode, timeout, "stress")) {
      for (LockKey key : held.keys()) {
        int now = state.addAndGet(Integer.parseInt(key.array()), weight);
        boolean fits = mode == LockMode.WRITE ? now == 1000 : now < 1000;
        faults.addAndGet(fits ? 0 : 1);
      }
      Thread.yield();
      held.keys().forEach(key -> state.addAndGet(Integer.parseInt(key.array()), -weight));
    } catch (ServiceException e) {
      faults.addAndGet(timeout.equals(LONG) ? 1 : 0);
    }
  }

  private Future<HeldLock> submit(LockMode mode, Duration timeout) {
    return threads.submit(() -> locks.acquire(KEY, mode, timeout));
  }

  /** A lock that is not free, once its wait has begun, which may be over then. */
  private Future<HeldLock> submitAndAwait(LockMode mode, Duration timeout) throws Exception {
    long before = locks.statistics().waits();
    Future<HeldLock> waiting = submit(mode, timeout);
    awaitWait(before);
    return waiting;
  }

  private void awaitWait(long before) throws Exception {
    while (locks.statistics().waits() == before) {
      Thread.sleep(1);
    }
  }
}
