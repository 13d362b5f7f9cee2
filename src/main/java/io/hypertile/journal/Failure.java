package io.hypertile.journal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether a journal has failed, and why. Once failed it stays so. Thread-safe. */
final class Failure {
  private static final System.Logger LOG = System.getLogger(Journal.class.getName());

  private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();

  /** Notes the first failure; from then on no change is taken. */
  void fail(String what, Throwable failure) {
    if (cause.compareAndSet(null, failure)) {
      LOG.log(
          System.Logger.Level.ERROR,
          what + ": the storage takes no more changes until the server is started again",
          failure);
    }
  }

  /**
   * Goes on unless the journal has failed.
   *
   * @throws io.hypertile.error.ServiceException {@code storage-unavailable} if it has
   */
  void check() {
    Throwable failure = cause.get();
    if (failure != null) {
      throw Faults.unavailable(
          "The storage takes no changes since its disk failed; reading goes on, and the operator"
              + " must start the server again.",
          failure);
    }
  }

  Optional<Throwable> find() {
    return Optional.ofNullable(cause.get());
  }
}
