package io.hypertile.dataset.store;

import io.hypertile.dataset.table.Table;
import io.hypertile.store.CommitResult;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreException;
import io.hypertile.store.age.Staleness;
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

  /** Time by which the store was in this state or one before it, of {@link System#nanoTime}. */
  private volatile long seenAt;

  private volatile boolean isClosed;

  /** Takes the state over that the store is in. */
  PresentState(Revisions base, SnapshotLoad load) {
    this.base = base;
    this.load = load;
    long now = System.nanoTime();
    this.current = load.load();
    // An old state is not kept as one that was seen just now.
    this.seenAt = now - Staleness.presentAge();
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

  /** Time of the last look at the store. */
  long seenAt() {
    return seenAt;
  }

  /**
   * The state, held once more.
   *
   * @throws StoreException if it was given up
   */
  Snapshot hold() {
    Snapshot found = current;
    while (!found.hold()) {
      requireOpen();
      found = current;
    }
    return found;
  }

  /**
   * Makes sure that there is a state.
   *
   * @throws StoreException if it was given up
   */
  void requireOpen() {
    if (isClosed) {
      throw new StoreException(
          load.base().store().name(),
          "The collection was changed or removed meanwhile; try again.",
          StoreException.Retry.LATER,
          null);
    }
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
    long now = System.nanoTime();
    Revision objects = base.open(load.head());
    if (objects.version().equals(version)) {
      take(new Snapshot(table, head, load.place(), objects), now);
    } else {
      objects.close();
      reload();
    }
  }

  /** Finds the state that followed one that is held; empty if none did. For any thread. */
  Optional<LaterState> later(Snapshot held) {
    long now = System.nanoTime();
    Optional<LaterState> later = load.since(held);
    if (Staleness.isPresentTold()) {
      // The answer was an old one, so the state stays as it is, with the age of the last look.
      later.ifPresent(LaterState::drop);
      requireTold(now - seenAt);
      return Optional.empty();
    }
    if (later.isEmpty()) {
      seenAt = now;
    }
    return later;
  }

  private void requireTold(long age) {
    if (!Staleness.present().orElseThrow().tell(age)) {
      throw new StoreException(
          base.store().name(),
          "The store does not answer, and what is known of its datasets is too old.",
          StoreException.Retry.LATER,
          null);
    }
  }

  /**
   * Takes over what was found after a state, unless it is given up or unknown by now.
   *
   * @return false if the server has made another state meanwhile, which may lack what was found
   */
  boolean follow(Snapshot held, LaterState later, long at) {
    boolean isOther = current != held;
    if (isOther || isUncertain || isClosed) {
      later.drop();
      return !isOther;
    }
    follow(later, at);
    return true;
  }

  private void follow(LaterState later, long at) {
    Snapshot next;
    try {
      next = later.make();
    } catch (IllegalArgumentException e) {
      later.drop();
      take(load.load(), at);
      return;
    }
    take(next, at);
  }

  /** Takes over whichever state the store is in. */
  void reload() {
    requireOpen();
    long now = System.nanoTime();
    load.since(current)
        .ifPresentOrElse(
            later -> follow(later, now),
            () -> {
              seenAt = now;
              isUncertain = false;
            });
  }

  private void take(Snapshot next, long at) {
    Snapshot before = current;
    current = next;
    seenAt = at - Staleness.presentAge();
    isUncertain = false;
    before.release();
  }

  /** Gives the state up. */
  void close() {
    isClosed = true;
    current.release();
  }
}
