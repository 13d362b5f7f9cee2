package io.hypertile.deker.store.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FileClosingTest {
  private static final long SMALL = 4096;
  private static final long LARGE = 50_000_000;
  private static final int MORE_THAN_MAY_WAIT = 100;

  @Test
  void smallFilesAreClosedAtOnce() {
    AtomicReference<Thread> closer = new AtomicReference<>();
    try (FileClosing closing = new FileClosing()) {
      closing.close(SMALL, () -> closer.set(Thread.currentThread()));
      assertThat(closer).hasValue(Thread.currentThread());
    }
  }

  @Test
  void largeFilesAreClosedWithoutHoldingUpTheCaller() {
    CountDownLatch letGo = new CountDownLatch(1);
    AtomicReference<Thread> closer = new AtomicReference<>();
    try (FileClosing closing = new FileClosing()) {
      closing.close(
          LARGE,
          () -> {
            await(letGo);
            closer.set(Thread.currentThread());
          });
      letGo.countDown();
    }
    assertThat(closer.get()).isNotNull().isNotEqualTo(Thread.currentThread());
  }

  @Test
  void whenTooManyWaitTheCallerClosesTheFile() {
    CountDownLatch slow = new CountDownLatch(1);
    AtomicInteger closedHere = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    Thread here = Thread.currentThread();
    try (FileClosing closing = new FileClosing()) {
      closing.close(LARGE, () -> await(slow));
      for (int n = 0; n < MORE_THAN_MAY_WAIT; n++) {
        closing.close(
            LARGE,
            () -> {
              closed.incrementAndGet();
              if (Thread.currentThread() == here) {
                closedHere.incrementAndGet();
              }
            });
      }
      assertThat(closedHere.get()).isBetween(1, MORE_THAN_MAY_WAIT - 1);
      slow.countDown();
    }
    assertThat(closed).hasValue(MORE_THAN_MAY_WAIT);
  }

  @Test
  void afterTheEndFilesAreClosedAtOnce() {
    AtomicReference<Thread> closer = new AtomicReference<>();
    FileClosing closing = new FileClosing();
    closing.close();
    closing.close(LARGE, () -> closer.set(Thread.currentThread()));
    assertThat(closer).hasValue(Thread.currentThread());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
