package io.hypertile.store;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.Map;
import java.util.Optional;

/** Outcome of a commit. */
public sealed interface CommitResult {
  /**
   * Whether the changes are made: not if the state was another.
   *
   * @param whenUnknown sentence for the client where that is not known
   * @throws ServiceException as {@link Unknown#fault}
   */
  default boolean isMade(String whenUnknown) {
    return switch (this) {
      case Committed ignored -> true;
      case Lost ignored -> false;
      case Unknown unknown -> throw unknown.fault(whenUnknown);
    };
  }

  /**
   * All changes are made, durably.
   *
   * @param version the head's state now; empty if it was removed
   */
  record Committed(Optional<ObjectVersion> version) implements CommitResult {}

  /**
   * The state was another than the one given; nothing changed.
   *
   * @param found the head's state, where there is one
   */
  record Lost(Optional<ObjectVersion> found) implements CommitResult {}

  /**
   * Whether the changes were made is not known yet.
   *
   * @param cause what happened, for the log
   */
  record Unknown(Exception cause) implements CommitResult {
    /**
     * The failure to tell: the cause where it says itself what happened, else {@code
     * storage-unavailable}.
     *
     * @param detail sentence for the client
     */
    public ServiceException fault(String detail) {
      return cause instanceof ServiceException known
          ? known
          : new ServiceException(ErrorCode.STORAGE_UNAVAILABLE, detail, Map.of(), cause);
    }
  }
}
