package io.hypertile.partition.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.PinnedState;
import io.hypertile.store.SharedRevisions;
import java.util.List;
import java.util.Map;

/**
 * Commits changes of a collection, again where others came first. Thread-safe.
 *
 * @param revisions states of its place
 */
record PartitionCommits(SharedRevisions revisions) {
  /** Others must have come first so often before a change is given up. */
  private static final int MOST_TRIES = 100;

  /** Changes made for a state, and what they come to. */
  record Prepared<R>(List<HeadChange> changes, R result, Runnable release) {}

  /** Makes the changes for a state. */
  interface Attempt<R> {
    Prepared<R> prepare(PinnedState state);
  }

  /** Commits what is made for a state; where that is nothing, nothing is committed. */
  <R> R commit(Attempt<R> attempt) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      PinnedState state = new PinnedState(revisions.openAll());
      try {
        Prepared<R> prepared = attempt.prepare(state);
        try {
          if (prepared.changes().isEmpty() || isMade(prepared.changes())) {
            return prepared.result();
          }
        } finally {
          prepared.release().run();
        }
      } finally {
        state.release();
      }
    }
    throw new ServiceException(
        ErrorCode.LOCKED,
        "Others change the partitions all the time, and nothing was changed; try again in a"
            + " moment.");
  }

  private boolean isMade(List<HeadChange> changes) {
    return switch (revisions.commitAll(changes)) {
      case CommitResult.Committed ignored -> true;
      case CommitResult.Lost ignored -> false;
      case CommitResult.Unknown(Exception cause) ->
          throw cause instanceof ServiceException known
              ? known
              : new ServiceException(
                  ErrorCode.STORAGE_UNAVAILABLE,
                  "Whether the change was made is not known; read the partitions to see.",
                  Map.of(),
                  cause);
    };
  }
}
