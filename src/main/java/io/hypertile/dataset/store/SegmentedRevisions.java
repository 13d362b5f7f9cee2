package io.hypertile.dataset.store;

import io.hypertile.dataset.table.Table;
import io.hypertile.memory.MemoryShare;
import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * States of a hierarchy of datasets that lies in segments. Keys are those of the hierarchy, from
 * its top on. Each group of commits writes one segment and, in the same commit of the store
 * beneath, the list of segments; what a key stands for is known from a table in memory, which the
 * indexes of the segments make up again at the start. Thread-safe.
 */
public final class SegmentedRevisions implements SharedRevisions, AutoCloseable {
  /** Others must have come first so often before a commit is given up. */
  private static final int MOST_TRIES = 100;

  private static final StoreKey ROOT = new StoreKey("zarr.json");

  private final Revisions base;
  private final SnapshotLoad load;
  private final Stage stage;
  private final CommitQueue queue = new CommitQueue(this::commitGroup);
  private final Store present;
  private volatile Snapshot current;
  private volatile boolean isUncertain;

  private SegmentedRevisions(Revisions base, SnapshotLoad load, Stage stage, Snapshot first) {
    this.base = base;
    this.load = load;
    this.stage = stage;
    this.current = first;
    this.present = new PresentHierarchy(base.store(), this::hold);
  }

  /**
   * Opens a collection, reading the indexes of its segments.
   *
   * @param base states of the store beneath
   * @param place of the collection in it; what is there besides is left alone
   * @param memory for bytes that wait for a commit
   * @param scratch names files for those that find no memory, in a directory that is there
   * @throws io.hypertile.error.CorruptDataException if a segment or their list is damaged
   */
  public static SegmentedRevisions open(
      Revisions base, StorePrefix place, MemoryShare memory, Supplier<Path> scratch) {
    SnapshotLoad load = new SnapshotLoad(base, place, new AtomicInteger());
    Stage stage = new Stage(base.store().name(), memory, scratch);
    return new SegmentedRevisions(base, load, stage, load.load());
  }

  /** The present state, held once more. */
  private Snapshot hold() {
    Snapshot found = current;
    while (!found.hold()) {
      found = current;
    }
    return found;
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
    return state(ROOT);
  }

  @Override
  public Revision open(StoreKey head) {
    return state(head);
  }

  private SegmentState state(StoreKey head) {
    if (isUncertain) {
      queue.alone(this::reload);
    }
    return new SegmentState(hold(), head);
  }

  @Override
  public StagedObject stage(ObjectBody body) {
    return stage.take(body);
  }

  @Override
  public CommitResult commit(Revision state, List<KeyChange> changes) {
    return commitAll(List.of(new HeadChange(state.head(), state.version(), changes)));
  }

  @Override
  public CommitResult commitAll(List<HeadChange> changes) {
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("no head changes");
    }
    return queue.submit(new CommitRequest(changes));
  }

  private void commitGroup(List<CommitRequest> requests) {
    if (isUncertain) {
      reload();
    }
    List<CommitRequest> left = new ArrayList<>(requests);
    for (int tries = 0; tries < MOST_TRIES && !left.isEmpty(); tries++) {
      CommitPlan plan = new CommitPlan(current);
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
    int number = load.numbers().incrementAndGet();
    CommitPlan.Written written = plan.write(number);
    Segment segment =
        new Segment(number, SegmentIds.next(), written.body().size(), written.files());
    List<Segment> segments = new ArrayList<>(current.segments());
    segments.add(segment);
    HeadDocument head = new HeadDocument(current.head().line(), plan.epoch(), segments);
    switch (store(head, List.of(new NewSegment(segment, written.body())), List.of())) {
      case CommitResult.Committed committed -> {
        publish(plan.table(), head, committed.version());
        plan.end();
      }
      case CommitResult.Lost lost -> reload();
      case CommitResult.Unknown unknown -> {
        isUncertain = true;
        plan.end(unknown);
      }
    }
  }

  /** A segment that is to be stored. */
  record NewSegment(Segment segment, ObjectBody body) {}

  /** Stores segments and their list, and removes others, as one. */
  private CommitResult store(HeadDocument head, List<NewSegment> added, List<Segment> removed) {
    List<StagedObject> staged = new ArrayList<>();
    try {
      List<KeyChange> changes = new ArrayList<>();
      for (NewSegment each : added) {
        StagedObject body = base.stage(each.body());
        staged.add(body);
        changes.add(new KeyChange.Put(each.segment().key(load.place()), body));
      }
      StagedObject document = base.stage(ObjectBody.of(head.bytes()));
      staged.add(document);
      changes.add(new KeyChange.Put(load.head(), document));
      removed.forEach(each -> changes.add(new KeyChange.Remove(each.key(load.place()))));
      return base.commit(current.objects(), changes);
    } finally {
      staged.forEach(StagedObject::close);
    }
  }

  /** Makes a state that was committed the present one, unless another has followed already. */
  private void publish(Table table, HeadDocument head, Optional<ObjectVersion> version) {
    isUncertain = true;
    Revision objects = base.open(load.head());
    if (objects.version().equals(version)) {
      replace(new Snapshot(table, head, load.place(), objects));
    } else {
      objects.close();
      reload();
    }
    isUncertain = false;
  }

  private void reload() {
    replace(load.load());
    isUncertain = false;
  }

  private void replace(Snapshot next) {
    Snapshot before = current;
    current = next;
    before.release();
  }

  /** Gives the state up; those that readers hold stay readable. */
  @Override
  public void close() {
    queue.alone(() -> current.release());
  }
}
