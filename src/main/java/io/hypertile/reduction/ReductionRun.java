package io.hypertile.reduction;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.FillValue;
import io.hypertile.slice.Selection;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reduction on its way: the parts that it is cut into, one after the other, in memory of the
 * state of all. Used once, by one thread at a time.
 */
public final class ReductionRun {
  private final Reduction whole;
  private final Optional<FillValue> nulls;
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
   * @param nulls value of the array's cells that stands for null; empty if no value does
   * @param states memory of {@link Reduction#stateBytes} for each result, aligned to 8 bytes
   * @param results memory for all of them
   */
  public ReductionRun(
      Reduction whole, Optional<FillValue> nulls, MemorySegment states, MemorySegment results) {
    this.whole = whole;
    this.nulls = nulls;
    this.states = states;
    this.results = results;
  }

  /** Cuts it for a reader: the cells of its parts, in the order in which they are taken. */
  public List<Selection> cut(CellReader reader) {
    parts = ReductionParts.of(whole, reader);
    return parts.stream().map(Reduction::cells).toList();
  }

  /** Takes the next cells, all of them of one part. */
  public void take(MemorySegment cells) {
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
    return new Fold(next, nulls, states.asSlice(0, bytes));
  }

  /** Makes the results of a part whose cells have all come. */
  private void finish(Fold current) {
    long bytes = parts.get(part).results() * whole.resultType().size();
    current.results(results.asSlice(done, bytes));
    done += bytes;
    fold = null;
  }

  /** Makes results of which no cell came. */
  public void end() {
    if (fold != null) {
      finish(fold);
    }
    while (part + 1 < parts.size()) {
      finish(begin());
    }
  }
}
