package io.hypertile.dataset.store;

import io.hypertile.dataset.table.Table;
import io.hypertile.store.CommitResult;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The present state of a collection, and the one way in which another one follows it. Any thread
 * holds it; one at a time makes the next.
 */
final class PresentState {
  private final Revisions base;
  private final SnapshotLoad load;
  private volatile Snapshot current;

  /** Whether it is not known which state the store is in. */
  private volatile boolean isUncertain;

  /** Takes the state over that the store is in. */
  PresentState(Revisions base, SnapshotLoad load) {
    this.base = base;
    this.load = load;
    this.current = load.load();
  }

  /** The state; for the thread that makes the next. */
  Snapshot current() {
    return current;
  }

  boolean isUncertain() {
    return isUncertain;
  }

  /** A number for another segment. */
  int nextNumber() {
    return load.numbers().incrementAndGet();
  }

  /** The state, held once more. */
  Snapshot hold() {
    Snapshot found = current;
    while (!found.hold()) {
      found = current;
    }
    return found;
  }

  /**
   * A segment whose bytes are in the store, waiting.
   *
   * @param body closed by the one that staged it
   */
  record StagedSegment(Segment segment, StagedObject body) {}

  StagedSegment stage(NewSegment made) {
    return new StagedSegment(made.segment(), base.stageNew(made.body()));
  }

  /**
   * Makes the next state, unless another server has made one; then takes that one over.
   *
   * @param next its list of segments
   * @param added those of them that are new
   * @param table its table, asked for when it is stored
   */
  CommitResult replace(HeadDocument next, List<StagedSegment> added, Supplier<Table> table) {
    CommitResult result = store(next, added);
    switch (result) {
      case CommitResult.Committed committed -> publish(table.get(), next, committed.version());
      case CommitResult.Lost lost -> reload();
      case CommitResult.Unknown unknown -> isUncertain = true;
    }
    return result;
  }

  private CommitResult store(HeadDocument next, List<StagedSegment> added) {
    List<KeyChange> changes = new ArrayList<>();
    added.forEach(
        each -> changes.add(new KeyChange.Put(each.segment().key(load.place()), each.body())));
    current.segments().stream()
        .filter(segment -> !next.segments().contains(segment))
        .forEach(segment -> changes.add(new KeyChange.Remove(segment.key(load.place()))));
    if (isFollowing(next)) {
      return base.commit(current.objects(), changes);
    }
    try (StagedObject document = base.stage(ObjectBody.of(next.bytes()))) {
      changes.add(new KeyChange.Put(load.head(), document));
      return base.commit(current.objects(), changes);
    }
  }

  /** Whether a state is found from the one before it by the name of its last segment. */
  private boolean isFollowing(HeadDocument next) {
    List<Segment> before = current.segments();
    List<Segment> after = next.segments();
    return current.objects().version().isPresent()
        && after.size() == before.size() + 1
        && after.subList(0, before.size()).equals(before)
        && after.getLast().id().equals(SegmentIds.of(next.epoch(), next.line()))
        && next.epoch() == current.head().epoch() + 1;
  }

  private void publish(Table table, HeadDocument head, Optional<ObjectVersion> version) {
    isUncertain = true;
    Revision objects = base.open(load.head());
    if (objects.version().equals(version)) {
      take(new Snapshot(table, head, load.place(), objects));
    } else {
      objects.close();
      reload();
    }
  }

  /** Takes over whichever state the store is in. */
  void reload() {
    take(load.load());
  }

  private void take(Snapshot next) {
    Snapshot before = current;
    current = next;
    isUncertain = false;
    before.release();
  }

  /** Gives the state up. */
  void close() {
    current.release();
  }
}
