package io.hypertile.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uses of memory beside each other: what each is sure of, what it may borrow, who waits. */
@Timeout(60)
class MemoryBudgetTest {
  private static final long MIB = 1 << 20;

  /**
   * The log is sure of 16 MiB, answers and chunks of 24 each, and 16 are for those who come first.
   */
  private static final long LIMIT = 80 * MIB;

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final MemoryBudget budget = new MemoryBudget(LIMIT);
  private final MemoryShare answers = budget.share(MemoryUse.ANSWERS);
  private final MemoryShare chunks = budget.share(MemoryUse.CHUNKS);
  private final MemoryShare log = budget.share(MemoryUse.LOG);

  private static List<NativeBuffer> takeAll(MemoryShare share, long bytes) {
    List<NativeBuffer> taken = new ArrayList<>();
    for (Optional<NativeBuffer> next; (next = share.tryTake(bytes)).isPresent(); ) {
      taken.add(next.get());
    }
    return taken;
  }

  private static void awaitWaiting(MemoryBudget budget, int count) throws InterruptedException {
    while (budget.waiting() < count) {
      Thread.sleep(1);
    }
  }

  @Test
  void everyUseGetsItsPartWhateverTheOthersHold() {
    List<NativeBuffer> greedy = takeAll(answers, MIB);
    assertThat(greedy).hasSize(24 + 16);
    assertThat(takeAll(chunks, MIB)).hasSize(24);
    assertThat(takeAll(log, MIB)).hasSize(16);
    assertThat(budget.usedBytes()).isEqualTo(LIMIT);
    assertThat(answers.tryTake(1)).isEmpty();
  }

  @Test
  void takeWhenNoneComesFreeIsRefusedAndTakesNothing() {
    List<NativeBuffer> all = takeAll(answers, MIB);
    assertThatThrownBy(() -> answers.take(MIB, SHORT))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
              assertThat(e.members()).containsEntry("retry_after", 1);
            });
    assertThat(budget.waiting()).isZero();
    all.forEach(NativeBuffer::close);
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void memoryGivenBackByOneUseServesAnother() throws Exception {
    List<NativeBuffer> borrowed = takeAll(chunks, MIB);
    List<NativeBuffer> own = takeAll(answers, MIB);
    assertThat(borrowed).hasSize(40);
    assertThat(own).hasSize(24);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<NativeBuffer> waiting = threads.submit(() -> answers.take(4 * MIB, LONG));
      awaitWaiting(budget, 1);
      borrowed.subList(0, 3).forEach(NativeBuffer::close);
      assertThat(budget.waiting()).isEqualTo(1);
      assertThat(chunks.tryTake(MIB)).as("past its part while another waits").isEmpty();
      borrowed.get(3).close();
      waiting.get(30, TimeUnit.SECONDS).close();
    }
    assertThat(answers.usedBytes()).isEqualTo(24 * MIB);
  }

  @Test
  void thoseWhoWaitAreServedInTheOrderInWhichTheyCame() throws Exception {
    NativeBuffer all = answers.take(40 * MIB, SHORT);
    List<Integer> served = new ArrayList<>();
    List<Future<?>> waiting = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 5; n++) {
        int number = n;
        // Only one of them fits at a time, so that each notes itself before the next.
        waiting.add(
            threads.submit(() -> {
              try (NativeBuffer ignored = answers.take(40 * MIB, LONG)) {
                served.add(number);
              }
            }));
        awaitWaiting(budget, n + 1);
      }
      assertThat(answers.tryTake(1)).as("in front of those who wait").isEmpty();
      all.close();
      for (Future<?> done : waiting) {
        done.get(30, TimeUnit.SECONDS);
      }
    }
    assertThat(served).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void memoryThatMustBeHadExceedsTheLimitAndIsInTheFigures() {
    List<NativeBuffer> taken = takeAll(chunks, MIB);
    taken.add(chunks.take(64 * MIB));
    assertThat(chunks.usedBytes()).isEqualTo(104 * MIB);
    assertThat(budget.usedBytes()).isGreaterThan(budget.limit());
    assertThat(takeAll(answers, MIB)).as("the part of another").hasSize(24);
    taken.forEach(NativeBuffer::close);
    assertThat(chunks.usedBytes()).isZero();
  }

  @Test
  void oneBufferMayExceedTheLimitWhenNothingElseIsInUse() {
    try (NativeBuffer large = answers.take(200 * MIB, SHORT)) {
      assertThat(large.bytes().byteSize()).isGreaterThanOrEqualTo(200 * MIB);
      assertThat(answers.tryTake(1)).isEmpty();
      assertThat(log.tryTake(MIB)).isPresent();
    }
    assertThat(answers.usedBytes()).isZero();
  }

  @Test
  void keptMemoryOfOneUseIsFreedForAnother() {
    takeAll(chunks, MIB).forEach(NativeBuffer::close);
    assertThat(budget.idleBytes()).isEqualTo(12 * MIB);
    List<NativeBuffer> held = takeAll(answers, MIB);
    held.addAll(takeAll(log, MIB));
    held.addAll(takeAll(chunks, 2 * MIB));
    assertThat(budget.usedBytes() + budget.idleBytes()).isLessThanOrEqualTo(LIMIT);
  }

  @Test
  void givenBackMemoryIsReusedAndGivenBackOnce() {
    NativeBuffer first = chunks.take(MIB);
    long address = first.bytes().address();
    first.close();
    first.close();
    assertThat(chunks.usedBytes()).isZero();
    try (NativeBuffer second = chunks.take(MIB);
        NativeBuffer third = chunks.take(MIB)) {
      assertThat(second.bytes().address()).isEqualTo(address);
      assertThat(third.bytes().address()).isNotEqualTo(address);
    }
  }

  @Test
  void closedUseKeepsNothing() {
    NativeBuffer late = chunks.take(MIB);
    chunks.take(MIB).close();
    chunks.close();
    assertThat(budget.idleBytes()).isZero();
    late.close();
    assertThat(budget.idleBytes()).isZero();
    assertThat(budget.usedBytes()).isZero();
  }

  /** No machine has as much: what was counted for it must be given back. */
  @Test
  void memoryThatTheMachineDoesNotHaveIsRefusedAndCountsForNothing() {
    long absurd = 1L << 60;
    assertThatThrownBy(() -> chunks.take(absurd)).isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> answers.take(absurd, SHORT)).isInstanceOf(ServiceException.class);
    assertThat(answers.tryTake(absurd)).isEmpty();
    assertThat(budget.usedBytes()).isZero();
    assertThat(takeAll(answers, MIB)).hasSize(40);
  }

  @Test
  void interruptedWaitIsRefusedAndKeepsTheInterrupt() throws Exception {
    List<NativeBuffer> all = takeAll(answers, MIB);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> answers.take(MIB, LONG)).isInstanceOf(ServiceException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(budget.waiting()).isZero();
    all.forEach(NativeBuffer::close);
    Thread.currentThread().interrupt();
    log.takeUninterruptibly(MIB, LONG).close();
    assertThat(Thread.interrupted()).isTrue();
  }

  /** The parts follow from the limit alone: neither the heap's size nor the machine's matters. */
  @Test
  void partsFollowFromTheLimitAlone() {
    for (long limit : new long[] {16 * MIB, LIMIT, 768 * MIB, 1L << 40}) {
      long sum = 0;
      for (MemoryUse use : MemoryUse.values()) {
        assertThat(use.guaranteed(limit)).isPositive();
        sum += use.guaranteed(limit);
      }
      assertThat(sum).isLessThan(limit);
    }
    assertThat(MemoryUse.LOG.guaranteed(768 * MIB)).isEqualTo(16 * MIB);
    assertThat(MemoryUse.CHUNKS.guaranteed(768 * MIB)).isEqualTo(282 * MIB);
    MemoryBudget large = new MemoryBudget(Runtime.getRuntime().maxMemory() * 2);
    assertThat(large.limit()).isGreaterThan(Runtime.getRuntime().maxMemory());
  }

  /** Many threads of all uses: nobody starves, the limit holds, and all comes back. */
  @Test
  void contendingUsesAllEndWithinTheLimit() throws Exception {
    AtomicLong most = new AtomicLong();
    List<Future<?>> work = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
      for (int n = 0; n < 12; n++) {
        MemoryShare share = List.of(answers, chunks, log).get(n % 3);
        Random random = TestSeed.random(n);
        work.add(
            threads.submit(() -> {
              Deque<NativeBuffer> held = new ArrayDeque<>();
              for (int round = 0; round < 400; round++) {
                long bytes = 1 + random.nextLong(share == log ? MIB : 6 * MIB);
                if (share == chunks) {
                  share.tryTake(bytes).ifPresent(held::push);
                } else {
                  // They hold nothing while they wait.
                  held.forEach(NativeBuffer::close);
                  held.clear();
                  held.push(share.take(bytes, LONG));
                }
                most.accumulateAndGet(budget.usedBytes() + budget.idleBytes(), Math::max);
                if (held.size() > 2) {
                  held.pollLast().close();
                }
              }
              held.forEach(NativeBuffer::close);
            }));
      }
      for (Future<?> done : work) {
        done.get(50, TimeUnit.SECONDS);
      }
    }
    assertThat(budget.usedBytes()).isZero();
    assertThat(budget.waiting()).isZero();
    // Kept memory is freed a moment before fresh memory is made, by as many threads as there are.
    assertThat(most.get()).isLessThanOrEqualTo(LIMIT + 12 * 8 * MIB);
  }
}
