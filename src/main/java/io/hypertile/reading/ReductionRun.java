package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.reduction.Fold;
import io.hypertile.reduction.Reduction;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reduction on its way: the parts that it is cut into, one after the other, in memory of the
 * state of all. Used once, by one thread at a time.
 */
final class ReductionRun {
  private final PlannedReduction planned;
  private final MemorySegment states;
  private final MemorySegment results;
  private List<Reduction> parts = List.of();
  private int part = -1;
  private @Nullable Fold fold;
  private long left;
  private long done;

  /**
   * A reduction that has not begun.
   *
   * @param states memory for the state of all results
   * @param results memory for all of them
   */
  ReductionRun(PlannedReduction planned, MemorySegment states, MemorySegment results) {
    this.planned = planned;
    this.states = states;
    this.results = results;
  }

  /** Cuts it for a reader, and plans how its cells are read, part by part. */
  SlabPlan plan(CellReader reader, ReadPlanner planner) {
    parts = ReductionParts.of(planned.reduction(), reader);
    return parts.size() == 1
        ? planner.plan(planned.cells(), reader)
        : planner.planTall(
            parts.stream().map(Reduction::cells).toList(), planned.cells().dtype(), reader);
  }

  /** Takes the next cells, none of two parts. */
  void take(MemorySegment cells) {
    Fold current = fold == null ? begin() : fold;
    current.take(cells);
    left -= cells.byteSize();
    fold = current;
    if (left == 0) {
      finish(current);
    }
  }

  private Fold begin() {
    Reduction next = parts.get(++part);
    long bytes = next.stateBytes() * next.results();
    left = next.cells().cells() * next.dtype().size();
    return new Fold(next, planned.array().nulls(), states.asSlice(0, bytes));
  }

  /** Makes the results of a part whose cells have all come. */
  private void finish(Fold current) {
    long bytes = parts.get(part).results() * planned.dtype().size();
    current.results(results.asSlice(done, bytes));
    done += bytes;
    fold = null;
  }

  /** Makes results of which no cell came. */
  void end() {
    if (fold != null) {
      finish(fold);
    }
    while (part + 1 < parts.size()) {
      finish(begin());
    }
  }
}
