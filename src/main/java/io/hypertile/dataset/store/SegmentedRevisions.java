package io.hypertile.dataset.store;

import io.hypertile.memory.MemoryShare;
import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revisions;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.lease.Turn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * States of a hierarchy of datasets that lies in segments. Keys are those of the hierarchy, from
 * its top on. Each group of commits writes one segment and, in the same commit of the store
 * beneath, the list of segments; the object of a key is found by a table in memory, which the
 * indexes of the segments make up again at the start. Segments are merged in the background, so
 * that their number stays small. Thread-safe.
 */
public final class SegmentedRevisions implements SharedRevisions, AutoCloseable {
  /** Others must have come first so often before a commit is given up. */
  private static final int MOST_TRIES = 100;

  /** The same for a compaction. */
  private static final int MOST_COMPACTIONS = 3;

  private static final StoreKey ROOT = new StoreKey("zarr.json");

  private final Revisions base;
  private final PresentState state;
  private final Stage stage;
  private final CommitQueue queue = new CommitQueue(this::commitGroup);
  private final OtherServers others;
  private final Turn turn;
  private final Merging merging;
  private final Merger merger;
  private final Store present;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private SegmentedRevisions(Revisions base, PresentState state, Stage stage, Upkeep upkeep) {
    this.base = base;
    this.state = state;
    this.stage = stage;
    this.others = new OtherServers(state, queue, upkeep.sharing().map(Sharing::lasting));
    this.turn = upkeep.sharing().map(Sharing::turn).orElseGet(Turn::always);
    this.merging = new Merging(state, queue);
    this.merger = new Merger(this::mergeInTurn, upkeep.threads());
    this.present = new PresentHierarchy(base.store(), this::hold);
    wakeMerger();
  }

  /**
   * Work besides reads and commits.
   *
   * @param threads runs the merging; false if it is not to be
   * @param sharing what is done for other servers; empty if only this server changes the store
   */
  record Upkeep(Predicate<Runnable> threads, Optional<Sharing> sharing) {}

  /**
   * Care for other servers that change the collection.
   *
   * @param lasting how long a state counts without a look for their commits, which are seen after
   *     twice that time at the latest
   * @param turn at merging segments
   */
  public record Sharing(Duration lasting, Turn turn) {}

  /** Opens a collection that no other server changes, reading the indexes of its segments. */
  public static SegmentedRevisions open(
      Revisions base, StorePrefix place, MemoryShare memory, Supplier<Path> scratch) {
    return open(base, place, memory, scratch, Optional.empty());
  }

  /**
   * Opens a collection, reading the indexes of its segments.
   *
   * @param base states of the store beneath
   * @param place of the collection in it; what is there besides is left alone
   * @param memory for bytes that wait for a commit
   * @param scratch names files for those that find no memory, in a directory that is there
   * @param sharing what is done for other servers; empty if only this server changes the store
   * @throws io.hypertile.error.CorruptDataException if a segment or their list is damaged
   */
  public static SegmentedRevisions open(
      Revisions base,
      StorePrefix place,
      MemoryShare memory,
      Supplier<Path> scratch,
      Optional<Sharing> sharing) {
    Predicate<Runnable> threads =
        merging -> {
          Thread.ofPlatform().daemon().name("hypertile-merge").start(merging);
          return true;
        };
    return open(base, place, memory, scratch, new Upkeep(threads, sharing));
  }

  /** Opens a collection. */
  static SegmentedRevisions open(
      Revisions base,
      StorePrefix place,
      MemoryShare memory,
      Supplier<Path> scratch,
      Upkeep upkeep) {
    SnapshotLoad load = new SnapshotLoad(base, place, new AtomicInteger());
    Stage stage = new Stage(base.store().name(), memory, scratch);
    return new SegmentedRevisions(base, new PresentState(base, load), stage, upkeep);
  }

  @Override
  public Store store() {
    return present;
  }

  @Override
  public boolean canCommit() {
    return base.canCommit();
  }

  @Override
  public SegmentState openAll() {
    return open(ROOT);
  }

  @Override
  public SegmentState open(StoreKey head) {
    return new SegmentState(hold(), head);
  }

  /** The present state, held once more. */
  private Snapshot hold() {
    if (state.isUncertain()) {
      queue.alone(this::settle);
    }
    others.look();
    return state.hold();
  }

  private void settle() {
    if (state.isUncertain()) {
      state.reload();
    }
  }

  @Override
  public StagedObject stage(ObjectBody body) {
    return stage.take(body);
  }

  @Override
  public CommitResult commitAll(List<HeadChange> changes) {
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("no head changes");
    }
    CommitResult result = queue.submit(new CommitRequest(changes));
    wakeMerger();
    return result;
  }

  private void commitGroup(List<CommitRequest> requests) {
    state.requireOpen();
    settle();
    List<CommitRequest> left = new ArrayList<>(requests);
    for (int tries = 0; tries < MOST_TRIES && !left.isEmpty(); tries++) {
      CommitPlan plan = new CommitPlan(state.current());
      left.forEach(plan::add);
      left.removeIf(CommitRequest::isDone);
      if (!left.isEmpty()) {
        commit(plan);
        left.removeIf(CommitRequest::isDone);
      }
    }
    if (!left.isEmpty()) {
      throw new StoreException(
          base.store().name(),
          "Others change the collection all the time, and nothing was changed; try again.",
          StoreException.Retry.LATER,
          null);
    }
  }

  /** Makes what is planned, unless another server has come first. */
  private void commit(CommitPlan plan) {
    if (plan.isEmpty()) {
      plan.end();
      return;
    }
    PresentState.StagedSegment made = state.stage(plan.write(state.nextNumber()));
    try (StagedObject body = made.body()) {
      HeadDocument before = state.current().head();
      List<Segment> segments = new ArrayList<>(before.segments());
      segments.add(made.segment());
      HeadDocument next = new HeadDocument(before.line(), plan.epoch(), segments);
      switch (state.replace(next, List.of(made), plan::table)) {
        case CommitResult.Committed committed -> plan.end();
        case CommitResult.Lost lost -> {}
        case CommitResult.Unknown unknown -> plan.end(unknown);
      }
    }
  }

  /** Merges once; false if there was no need, or another server does it or has come first. */
  private boolean mergeInTurn() {
    return Merging.isDue(state)
        && turn.run(() -> queue.alone(state::reload), () -> merging.mergeOnce(MergePolicy.MOST));
  }

  private void wakeMerger() {
    if (Merging.isDue(state)) {
      merger.wake();
    }
  }

  /** Waits until segments are merged as far as there is a need. */
  void awaitMerged() {
    merger.await();
  }

  /**
   * Merges segments on the calling thread.
   *
   * @param most neighbours of one size from which on they are merged
   */
  void merge(int most) {
    boolean isDue = true;
    while (isDue) {
      isDue = merging.mergeOnce(most);
    }
  }

  /** Bytes of all segments. */
  public long storedBytes() {
    Snapshot held = state.hold();
    try {
      return held.segments().stream().mapToLong(Segment::bytes).sum();
    } finally {
      held.release();
    }
  }

  /** Number of segments. */
  public int segments() {
    Snapshot held = state.hold();
    try {
      return held.segments().size();
    } finally {
      held.release();
    }
  }

  /**
   * Writes all datasets again without the space that nothing leads to, and closes the gaps of their
   * ordinals. Readers and writers are not held up but for the time in which changes that came
   * meanwhile are written again. When another server comes first, it is done again for the state of
   * that one.
   *
   * @throws StoreException if others come first all the time; all is as it was
   */
  public void compact() {
    merger.pause(() -> turn.runAtOnce(this::compactAll));
  }

  private void compactAll() {
    for (int tries = 0; tries < MOST_COMPACTIONS; tries++) {
      queue.alone(state::reload);
      if (new Compaction(state, queue).run()) {
        return;
      }
    }
    throw new StoreException(
        base.store().name(),
        "Others changed the collection while it was compacted, and it is as it was; try again.",
        StoreException.Retry.LATER,
        null);
  }

  /** Gives the state up; those that readers hold stay readable. */
  @Override
  public void close() {
    if (!isClosed.getAndSet(true)) {
      merger.close();
      queue.alone(state::close);
    }
  }
}
