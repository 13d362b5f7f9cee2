package io.hypertile.dataset.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MergerTest {
  private final AtomicInteger due = new AtomicInteger();
  private final List<Runnable> begun = new ArrayList<>();

  /** Takes one of what is due; false if there is none. */
  private boolean merge() {
    return due.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
  }

  private boolean keep(Runnable run) {
    return begun.add(run);
  }

  @Test
  void oneRunTakesAllThatIsDue() {
    Merger merger = new Merger(this::merge, this::keep);
    due.set(3);
    merger.wake();
    merger.wake();
    assertThat(begun).hasSize(1);
    begun.getFirst().run();
    assertThat(due).hasValue(0);
    merger.wake();
    assertThat(begun).hasSize(2);
  }

  @Test
  void aNeedThatComesBehindTheLastLookIsMetByTheSameRun() {
    AtomicInteger looks = new AtomicInteger();
    Merger[] merger = new Merger[1];
    merger[0] =
        new Merger(
            () -> {
              boolean isMade = merge();
              if (looks.incrementAndGet() == 1) {
                due.set(1);
                merger[0].wake();
              }
              return isMade;
            },
            this::keep);
    merger[0].wake();
    begun.getFirst().run();
    assertThat(due).hasValue(0);
    assertThat(begun).hasSize(1);
  }

  @Test
  void aNeedThatComesInAPauseIsMetBehindIt() {
    Merger merger = new Merger(this::merge, this::keep);
    merger.pause(() -> {
      due.set(1);
      merger.wake();
      assertThat(begun).isEmpty();
    });
    begun.getFirst().run();
    assertThat(due).hasValue(0);
  }

  @Test
  void aMergeThatFailsIsMadeAtTheNextCall() {
    AtomicInteger calls = new AtomicInteger();
    Merger merger =
        new Merger(
            () -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("the disk is full");
              }
              return merge();
            },
            this::keep);
    due.set(1);
    merger.wake();
    begun.getFirst().run();
    assertThat(due).hasValue(1);
    merger.await();
    merger.wake();
    begun.getLast().run();
    assertThat(due).hasValue(0);
  }

  @Test
  void anErrorOfTheVirtualMachineLeavesNobodyWaiting() {
    Merger merger =
        new Merger(
            () -> {
              throw new OutOfMemoryError("of a test");
            },
            this::keep);
    merger.wake();
    try {
      begun.getFirst().run();
    } catch (OutOfMemoryError e) {
      assertThat(e).hasMessage("of a test");
    }
    merger.await();
    merger.close();
  }

  @Test
  void nothingBeginsBehindTheEnd() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger merges = new AtomicInteger();
    Merger merger =
        new Merger(
            () -> {
              merges.incrementAndGet();
              entered.countDown();
              try {
                mayEnd.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return true;
            },
            run -> {
              Thread.ofPlatform().start(run);
              return true;
            });
    merger.wake();
    entered.await();
    Thread closing = Thread.ofPlatform().start(merger::close);
    while (closing.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    mayEnd.countDown();
    closing.join();
    merger.wake();
    assertThat(merges).hasValue(1);
  }
}
