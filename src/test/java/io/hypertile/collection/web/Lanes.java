package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.http.Admission;
import java.time.Duration;
import java.util.function.IntSupplier;

/** Waits for requests to come into and leave the lanes of a server. */
final class Lanes {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Lanes() {}

  /** Waits until so many large requests are at work. */
  static void awaitHeavy(Admission admission, int active) throws InterruptedException {
    await(() -> admission.heavy().active(), active);
  }

  /** Waits until no request is at work: each leaves its lane when its answer has been sent. */
  static void awaitIdle(Admission admission) throws InterruptedException {
    await(() -> admission.heavy().active() + admission.light().active(), 0);
  }

  private static void await(IntSupplier requests, int active) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (requests.getAsInt() != active && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    assertThat(requests.getAsInt()).isEqualTo(active);
  }
}
