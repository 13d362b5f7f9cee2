package io.hypertile.dataset.store;

import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.StoreKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes that are made together, and what becomes of them. Guarded by the queue it is in. */
final class CommitRequest {
  private final List<HeadChange> heads;
  private final Set<String> datasets = new HashSet<>();
  private final boolean isOfAll;
  private @Nullable CommitResult result;
  private @Nullable RuntimeException failure;

  /**
   * A request.
   *
   * @throws IllegalArgumentException if a change is not of its head's place
   */
  CommitRequest(List<HeadChange> heads) {
    this.heads = heads;
    boolean isAll = false;
    for (HeadChange head : heads) {
      isAll |= add(head);
    }
    this.isOfAll = isAll;
  }

  /** Whether it may concern all datasets. */
  private boolean add(HeadChange head) {
    datasets.add(ObjectName.of(head.head()).dataset());
    boolean isAll = false;
    for (KeyChange change : head.changes()) {
      StoreKey key = change.key();
      boolean isOfPlace =
          key.isBelow(head.head().parent())
              || change instanceof KeyChange.RemoveAll
                  && key.text().equals(head.head().parent().text());
      if (!isOfPlace) {
        throw new IllegalArgumentException(key + " does not change with " + head.head());
      }
      String dataset = dataset(change);
      isAll |= dataset.isEmpty() && change instanceof KeyChange.RemoveAll;
      datasets.add(dataset);
    }
    return isAll;
  }

  /** The dataset that a change is of; a key of one segment with all below it is a dataset. */
  static String dataset(KeyChange change) {
    String text = change.key().text();
    return change instanceof KeyChange.RemoveAll && text.indexOf('/') < 0
        ? text
        : ObjectName.of(change.key()).dataset();
  }

  List<HeadChange> heads() {
    return heads;
  }

  /** Names of the datasets that it concerns; with an empty one what lies beside them. */
  Set<String> datasets() {
    return datasets;
  }

  boolean isOfAll() {
    return isOfAll;
  }

  boolean isDone() {
    return result != null || failure != null;
  }

  void end(CommitResult made) {
    result = made;
  }

  void fail(RuntimeException cause) {
    failure = cause;
  }

  /** The outcome. */
  CommitResult outcome() {
    if (failure != null) {
      throw failure;
    }
    CommitResult made = result;
    if (made == null) {
      throw new IllegalStateException("the commit has not ended");
    }
    return made;
  }
}
