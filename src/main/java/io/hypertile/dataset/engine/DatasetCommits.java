package io.hypertile.dataset.engine;

import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.PinnedState;
import java.util.List;
import java.util.function.Function;

/** Commits of a collection. Thread-safe. */
record DatasetCommits(DatasetParts parts) {
  /** Others must have come first so often before a change is given up. */
  private static final int MOST_TRIES = 1_000;

  /** Refuses a change where there can be none. */
  void requireWritable() {
    if (parts.changes().isReadOnly()) {
      throw DatasetFaults.onlyRead();
    }
  }

  /** Looks at the present state. */
  <T> T look(Function<PinnedState, T> reader) {
    PinnedState state = new PinnedState(parts.revisions().openAll());
    try {
      return reader.apply(state);
    } finally {
      state.release();
    }
  }

  /** Makes the changes for a state. */
  interface Attempt {
    List<HeadChange> prepare(PinnedState state);
  }

  /**
   * Commits what is made for a state, again for the next one where another change came first.
   *
   * @param attempt gives no changes where there is nothing to do
   */
  void commit(Attempt attempt) {
    requireWritable();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      PinnedState state = new PinnedState(parts.revisions().openAll());
      try {
        List<HeadChange> changes = attempt.prepare(state);
        if (changes.isEmpty()) {
          return;
        }
        CommitResult result = parts.revisions().commitAll(changes);
        if (result.isMade("Whether the change was made is not known; read the datasets to see.")) {
          parts.names().changed();
          return;
        }
      } finally {
        state.release();
      }
    }
    throw DatasetFaults.overtaken();
  }
}
