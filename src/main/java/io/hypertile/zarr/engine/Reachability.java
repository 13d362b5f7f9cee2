package io.hypertile.zarr.engine;

import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ServiceException;
import io.hypertile.store.age.Staleness;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a store that did not answer: for a while calls fail at once as the last one did, so
 * that one store that is down does not make every request wait for it. Thread-safe.
 */
final class Reachability {
  private final long pause;
  private final boolean keepsAnswers;
  private volatile @Nullable Failure last;

  /** A failure, and when to ask again, of {@link System#nanoTime}. */
  private record Failure(ServiceException cause, long until) {}

  /**
   * A store that is thought to answer.
   *
   * @param pause how long a failure counts; not at all for zero
   * @param keepsAnswers whether a request with leave for old states may be answered while the store
   *     is down, so that no failure counts for it
   */
  Reachability(Duration pause, boolean keepsAnswers) {
    this.pause = pause.toNanos();
    this.keepsAnswers = keepsAnswers;
  }

  /**
   * Asks the store, unless it failed a short while ago.
   *
   * @throws ServiceException {@code storage-unavailable} if it fails, or did
   */
  <T> T ask(Supplier<T> call) {
    Failure failure = last;
    boolean mayBeOld = keepsAnswers && Staleness.present().isPresent();
    if (failure != null && !mayBeOld && System.nanoTime() - failure.until() < 0) {
      throw failure.cause();
    }
    try {
      T answer = call.get();
      if (!Staleness.isPresentTold()) {
        last = null;
      }
      return answer;
    } catch (ServiceException e) {
      if (pause > 0 && e.code().category() == ErrorCategory.EXTERNAL) {
        last = new Failure(e, System.nanoTime() + pause);
      }
      throw e;
    }
  }
}
