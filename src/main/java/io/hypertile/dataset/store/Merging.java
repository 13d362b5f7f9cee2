package io.hypertile.dataset.store;

import io.hypertile.dataset.table.Row;
import io.hypertile.dataset.table.TableChange;
import io.hypertile.store.CommitResult;
import io.hypertile.store.StagedObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Merges segments of the present state: bytes are copied while commits are made, and the list of
 * segments is changed between two of them.
 *
 * @param state the present state
 * @param queue of commits
 */
record Merging(PresentState state, CommitQueue queue) {
  /** Whether segments are to be merged. */
  static boolean isDue(PresentState state) {
    return !MergePolicy.choose(state.current().segments(), MergePolicy.MOST).isEmpty();
  }

  /**
   * Merges once; false if there was no need, or others changed the segments.
   *
   * @param most neighbours of one size from which on they are merged
   */
  boolean mergeOnce(int most) {
    Snapshot held = state.hold();
    try {
      List<Segment> chosen = MergePolicy.choose(held.segments(), most);
      if (chosen.isEmpty()) {
        return false;
      }
      SegmentMerge merge = new SegmentMerge(held, chosen, state.nextNumber());
      PresentState.StagedSegment made = state.stage(merge.make());
      try (StagedObject body = made.body()) {
        boolean[] isMade = new boolean[1];
        queue.alone(() -> isMade[0] = replace(chosen, made, merge.moved()));
        return isMade[0];
      }
    } finally {
      held.release();
    }
  }

  private boolean replace(
      List<Segment> chosen, PresentState.StagedSegment made, List<SegmentMerge.Moved> moved) {
    HeadDocument before = state.current().head();
    int at = Collections.indexOfSubList(before.segments(), chosen);
    if (at < 0 || state.isUncertain()) {
      return false;
    }
    List<Segment> segments = new ArrayList<>(before.segments().subList(0, at));
    segments.add(made.segment());
    segments.addAll(before.segments().subList(at + chosen.size(), before.segments().size()));
    HeadDocument next = new HeadDocument(before.line(), before.epoch(), segments);
    TableChange table = new TableChange(state.current().table());
    Set<Integer> sources = new HashSet<>();
    chosen.forEach(segment -> sources.add(segment.number()));
    for (SegmentMerge.Moved each : moved) {
      Row now = table.get(each.row());
      if (now == each.before()) {
        table.put(each.row(), each.after());
      } else {
        table.apply(each.row(), SegmentMerge.fitting(each, now, sources));
      }
    }
    return state.replace(next, List.of(made), table::make) instanceof CommitResult.Committed;
  }
}
