package io.hypertile.zarr.cells;

import io.hypertile.array.Precondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.Commit;
import io.hypertile.store.CommitResult;
import io.hypertile.store.KeyChange;
import io.hypertile.store.Revision;
import io.hypertile.store.SideBySide;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Removes nodes, whatever they are and also those whose documents cannot be read. Thread-safe.
 *
 * @param states where the nodes are
 */
record NodeRemoval(ZarrStates states) {
  /** Nodes that are removed together. */
  private static final int GROUP = 64;

  /** Removes a node; false if there was none. */
  boolean delete(StorePrefix place, Precondition condition) {
    for (int tries = 0; tries < NodeCommits.MOST_TRIES; tries++) {
      try (Revision base = states.revisions().open(place.key(NodeDocument.NAME))) {
        if (base.version().isEmpty()) {
          return false;
        }
        document(base, place).ifPresent(states.guard());
        condition.require(ZarrState.version(base.version().get()));
        switch (states.revisions().commit(base, removal(base, place))) {
          case CommitResult.Committed committed -> {
            return true;
          }
          case CommitResult.Unknown unknown -> throw NodeCommits.unknown(unknown);
          case CommitResult.Lost lost -> {}
        }
      }
    }
    throw NodeCommits.overtaken();
  }

  /**
   * Removes nodes as they are, each by itself; those of a group durable together where the store
   * can.
   */
  void deleteAll(List<StorePrefix> places) {
    for (int from = 0; from < places.size(); from += GROUP) {
      deleteGroup(places.subList(from, Math.min(places.size(), from + GROUP)));
    }
  }

  private void deleteGroup(List<StorePrefix> places) {
    List<Revision> opened = Collections.synchronizedList(new ArrayList<>());
    List<StorePrefix> again = new ArrayList<>();
    try {
      List<Commit> commits =
          SideBySide.each(places, place -> prepared(place, opened)).stream()
              .flatMap(Optional::stream)
              .toList();
      List<Commit.Outcome> outcomes = states.revisions().commitEach(commits);
      for (int at = 0; at < commits.size(); at++) {
        switch (outcomes.get(at)) {
          case Commit.Outcome.Failed(ServiceException cause) -> throw cause;
          case Commit.Outcome.Ended(CommitResult.Unknown unknown) ->
              throw NodeCommits.unknown(unknown);
          case Commit.Outcome.Ended(CommitResult.Lost lost) ->
              again.add(commits.get(at).base().head().parent());
          case Commit.Outcome.Ended(CommitResult.Committed committed) -> {}
        }
      }
    } finally {
      opened.forEach(Revision::close);
    }
    again.forEach(place -> delete(place, Precondition.NONE));
  }

  /**
   * The removal of a node; empty if there is none.
   *
   * @param opened takes the state, to be closed
   */
  private Optional<Commit> prepared(StorePrefix place, List<Revision> opened) {
    Revision base = states.revisions().open(place.key(NodeDocument.NAME));
    opened.add(base);
    return base.version().map(found -> new Commit(base, removal(base, place)));
  }

  private static Optional<ArrayDocument> document(Revision base, StorePrefix place) {
    try {
      return ZarrNodes.find(base, place)
          .map(found -> found instanceof ArrayDocument array ? array : null);
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.CORRUPT_DATA || e.code() == ErrorCode.UNSUPPORTED_STORAGE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The chunks go first, so that other programs find no array without its cells. */
  private List<KeyChange> removal(Revision base, StorePrefix place) {
    List<KeyChange> changes = new ArrayList<>();
    for (StoredObject object : StoredObjects.below(states.revisions().store(), place)) {
      if (!object.key().equals(base.head())) {
        changes.add(new KeyChange.Remove(object.key()));
      }
    }
    changes.add(new KeyChange.Remove(base.head()));
    return changes;
  }
}
