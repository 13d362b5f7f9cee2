package io.hypertile.journal.log;

import io.hypertile.journal.disk.DiskFailures;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether a journal has failed, and why. Once failed it stays so. Thread-safe. */
public final class LogFailure {
  private static final System.Logger LOG = System.getLogger(LogFailure.class.getName());

  private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();

  /** Notes the first failure; from then on no change is taken. */
  public void fail(String what, Throwable failure) {
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
  public void check() {
    Throwable failure = cause.get();
    if (failure != null) {
      throw DiskFailures.unavailable(
          "The storage takes no changes since its disk failed; reading goes on, and the operator"
              + " must start the server again.",
          failure);
    }
  }

  /** The first failure; empty while there is none. */
  public Optional<Throwable> find() {
    return Optional.ofNullable(cause.get());
  }
}
