package io.hypertile.zarr.cells;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.CommitResult;
import io.hypertile.store.StorePrefix;
import java.io.IOException;
import java.util.Map;

/**
 * Commits changes of nodes, and again where others came first. Thread-safe.
 *
 * @param states where the nodes are
 */
record NodeCommits(ZarrStates states) {
  /** Others must have come first so often before a change is given up. */
  static final int MOST_TRIES = 1_000;

  /** Makes the changes for a state. */
  @FunctionalInterface
  interface Attempt {
    ArrayCommit prepare(ZarrCells base) throws IOException;
  }

  /** Commits what is made for each state by itself, and closes it. */
  Version commitFresh(StorePrefix place, Precondition condition, Attempt attempt)
      throws IOException {
    return commit(place, condition, attempt, true);
  }

  /**
   * Commits what is made once and amended for each state. It depends on the document and the chunks
   * that it changes alone, so that without a condition it is made beside changes of other chunks.
   */
  Version commit(StorePrefix place, Precondition condition, Attempt attempt) throws IOException {
    return commit(place, condition, attempt, false);
  }

  /** Tries until no other change comes first. */
  private Version commit(
      StorePrefix place, Precondition condition, Attempt attempt, boolean isFresh)
      throws IOException {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      try (ZarrCells base = states.cells(states.requireState(place))) {
        condition.require(base.state().version());
        ArrayCommit commit = attempt.prepare(base);
        try {
          CommitResult result =
              isFresh || !condition.isNone()
                  ? states.revisions().commit(base.state().revision(), commit.changes())
                  : states.revisions().commitBeside(base.state().revision(), commit.changes());
          if (result instanceof CommitResult.Committed committed) {
            return ZarrState.version(committed.version().orElseThrow());
          }
          if (result instanceof CommitResult.Unknown unknown) {
            throw unknown(unknown);
          }
        } finally {
          if (isFresh) {
            commit.close();
          }
        }
      }
    }
    throw overtaken();
  }

  static ServiceException overtaken() {
    return new ServiceException(
        ErrorCode.LOCKED,
        "Others change the array all the time, and nothing was changed; try again in a moment.");
  }

  static ServiceException unknown(CommitResult.Unknown unknown) {
    return unknown.fault("Whether the change was made is not known; read the array to see.");
  }

  /** A change that takes cells in. */
  interface Changing<R> {
    R run() throws IOException;
  }

  /** Makes a change, and says what became of it where the cells could not be taken in. */
  static <R> R changing(Changing<R> change) {
    try {
      return change.run();
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE,
          "The cells could not be taken in or put aside, and nothing was changed; try again.",
          Map.of(),
          e);
    }
  }

  /** The form of an array that may be changed. */
  ZarrForm requireForm(StorePrefix place, Precondition condition) {
    try (ZarrState state = states.requireState(place)) {
      state.form().requireWritable();
      condition.require(state.version());
      return state.form();
    }
  }
}
