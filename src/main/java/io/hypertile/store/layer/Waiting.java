package io.hypertile.store.layer;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
interface Waiting {
  /** Waits on the calling thread. */
  void pass(Duration time) throws InterruptedException;
}
