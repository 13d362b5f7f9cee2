package io.hypertile.partition.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.PinnedState;
import io.hypertile.store.SharedRevisions;
import io.hypertile.zarr.cells.NodeBatch;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Commits changes of a collection, again where others came first. Thread-safe.
 *
 * @param revisions states of its place
 * @param isReadOnly whether all changes are refused
 */
record PartitionCommits(SharedRevisions revisions, boolean isReadOnly) {
  /** Others must have come first so often before a change is given up. */
  private static final int MOST_TRIES = 100;

  /**
   * Changes made for a state, and what they come to.
   *
   * @param made what to do when they are committed
   * @param release gives up what was not committed
   */
  record Prepared<R>(List<HeadChange> changes, R result, Runnable made, Runnable release) {
    Prepared(List<HeadChange> changes, R result, Runnable release) {
      this(changes, result, () -> {}, release);
    }

    /**
     * Changes with new nodes of a batch, which is closed when they are released, or not made.
     *
     * @param making makes them, and finishes the batch
     */
    static <R> Prepared<R> by(
        NodeBatch batch, R result, Function<NodeBatch, List<HeadChange>> making) {
      boolean isMade = false;
      try {
        List<HeadChange> changes = making.apply(batch);
        isMade = true;
        return new Prepared<>(changes, result, batch::close);
      } finally {
        if (!isMade) {
          batch.close();
        }
      }
    }
  }

  /** Makes the changes for a state. */
  interface Attempt<R> {
    Prepared<R> prepare(PinnedState state);
  }

  /**
   * Refuses a change where there can be none.
   *
   * @throws ServiceException {@code forbidden}
   */
  void requireWritable() {
    if (isReadOnly) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "The collection is only read; nothing was changed.", Map.of(), null);
    }
    if (!revisions.canCommit()) {
      String store = revisions.store().name();
      throw new ServiceException(
          ErrorCode.FORBIDDEN,
          "The store \"%s\" is only read; nothing was changed.".formatted(store),
          Map.of("store", store),
          null);
    }
  }

  /** Commits what is made for a state; where that is nothing, nothing is committed. */
  <R> R commit(Attempt<R> attempt) {
    return commit(attempt, revisions::commitAll);
  }

  /** As the other, but ends as soon as the change is durable. */
  <R> R commitEarly(Attempt<R> attempt) {
    return commit(attempt, revisions::commitAllEarly);
  }

  private <R> R commit(Attempt<R> attempt, Function<List<HeadChange>, CommitResult> committing) {
    requireWritable();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      PinnedState state = new PinnedState(revisions.openAll());
      try {
        Prepared<R> prepared = attempt.prepare(state);
        try {
          if (prepared.changes().isEmpty() || isMade(committing.apply(prepared.changes()))) {
            prepared.made().run();
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

  private static boolean isMade(CommitResult result) {
    return result.isMade("Whether the change was made is not known; read the partitions to see.");
  }
}
