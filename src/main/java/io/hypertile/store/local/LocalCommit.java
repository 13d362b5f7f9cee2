package io.hypertile.store.local;

import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.Change;
import io.hypertile.store.Commit;
import io.hypertile.store.CommitResult;
import io.hypertile.store.KeyChange;
import io.hypertile.store.Revision;
import io.hypertile.store.StoreKey;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of several commits on its way. For one thread. */
final class LocalCommit {
  private final Commit commit;
  private List<Change> prepared = List.of();
  private Commit.@Nullable Outcome outcome;

  LocalCommit(Commit commit) {
    this.commit = commit;
  }

  Revision base() {
    return commit.base();
  }

  StoreKey head() {
    return commit.base().head();
  }

  List<KeyChange> changes() {
    return commit.changes();
  }

  /** Takes the changes of files that it is. */
  void prepare(List<Change> changes) {
    prepared = List.copyOf(changes);
  }

  /** Whether it is to be made. */
  boolean isPrepared() {
    return !prepared.isEmpty();
  }

  List<Change> prepared() {
    return prepared;
  }

  void end(CommitResult result) {
    outcome = new Commit.Outcome.Ended(result);
  }

  void fail(ServiceException cause) {
    outcome = new Commit.Outcome.Failed(cause);
  }

  Commit.Outcome outcome() {
    return Objects.requireNonNull(outcome);
  }
}
