package io.hypertile.journal.disk;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.FullStorage;
import io.hypertile.error.ServiceException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns failures of the file system into what a client hears. */
public final class DiskFailures {
  private DiskFailures() {}

  /** The failure of an operation that has changed nothing. */
  public static ServiceException unchanged(IOException cause) {
    return FullStorage.isCauseOf(cause)
        ? full(cause)
        : new ServiceException(
            ErrorCode.STORAGE_UNAVAILABLE,
            "The storage could not take the change, and nothing has changed; try again later.",
            Map.of(),
            cause);
  }

  /** The refusal of a change that does not fit. */
  public static ServiceException full(@Nullable IOException cause) {
    return new ServiceException(
        ErrorCode.STORAGE_FULL,
        "The storage has no room for the change, and nothing has changed; delete data or ask the"
            + " operator for room.",
        Map.of(),
        cause);
  }

  /** A failure that the detail explains to the client. */
  public static ServiceException unavailable(String detail, @Nullable Throwable cause) {
    return new ServiceException(ErrorCode.STORAGE_UNAVAILABLE, detail, Map.of(), cause);
  }
}
