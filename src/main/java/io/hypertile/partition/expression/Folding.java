package io.hypertile.partition.expression;

import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.CellLayouts;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.reduction.Fold;
import io.hypertile.reduction.Operation;
import io.hypertile.reduction.Reduction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A reduction that takes in the values of its operand in C order. For one thread. */
final class Folding {
  /** Memory for the state and the results of one reduction. */
  private static final long MOST_BYTES = 64L << 20;

  private final Node.Reduced node;
  private final long[] lengths;
  private final long results;
  private final Arena arena;
  private final Optional<Fold> fold;

  /**
   * A reduction without values.
   *
   * @param unknown length of the axis whose length no schema has
   * @param arena memory for its state and its results
   */
  Folding(Node.Reduced node, long unknown, Arena arena) {
    this.node = node;
    this.arena = arena;
    this.lengths = node.axes().stream().mapToLong(axis -> axis.length(unknown)).toArray();
    List<Reduction.Along> along = new ArrayList<>(List.of(new Reduction.Along(1, 1, true)));
    boolean isEmpty = false;
    for (NamedAxis axis : node.operand().axes()) {
      long length = axis.length(unknown);
      boolean isKept = node.axes().contains(axis);
      along.add(new Reduction.Along(length, isKept ? 1 : length, !isKept));
      isEmpty |= length == 0;
    }
    if (isEmpty) {
      this.results = Arrays.stream(lengths).reduce(1, Math::multiplyExact);
      this.fold = Optional.empty();
      return;
    }
    Reduction reduction = Reduction.of(node.operation(), number(), along);
    this.results = reduction.results();
    long bytes = Math.multiplyExact(results, reduction.stateBytes() + Long.BYTES + 1);
    TooLarge.requireResult(
        bytes,
        MOST_BYTES,
        "The reduction %s has %d results in each partition; reduce more dimensions."
            .formatted(node.operation().text(), results));
    MemorySegment state = arena.allocate(results * reduction.stateBytes(), Long.BYTES);
    this.fold = Optional.of(new Fold(reduction, Optional.empty(), state));
  }

  /** The type of numbers that the values are reduced as. */
  private DType number() {
    return node.operand().type() instanceof DType number ? number : DType.INT64;
  }

  /** Takes the next values; those that are null are no longer marked. */
  void take(ValueBlock block, int count) {
    if (Types.isFloat(node.operand().type())) {
      if (block.hasMissing()) {
        for (int i = 0; i < count; i++) {
          block.reals[i] = block.missing[i] ? Double.NaN : block.reals[i];
        }
      }
      fold.orElseThrow().take(block.reals, count);
    } else {
      fold.orElseThrow().take(block.wholes, block.hasMissing() ? block.missing : null, count);
    }
  }

  /** The results. */
  FoldResults results() {
    boolean isReal = Types.isFloat(node.type());
    CellType type = isReal ? DType.FLOAT64 : DType.INT64;
    MemorySegment values = arena.allocate(Math.max(1, results) * Long.BYTES, Long.BYTES);
    MemorySegment missing = arena.allocate(Math.max(1, results));
    boolean isCounted = node.operation() == Operation.COUNT || node.operation() == Operation.SUM;
    for (long i = 0; i < results; i++) {
      if (fold.isEmpty() || fold.get().isNull(i)) {
        missing.set(CellLayouts.BYTE, i, (byte) (isCounted ? 0 : 1));
      } else if (isReal) {
        double real = Conversions.rounded(fold.get().real(i), node.type());
        values.setAtIndex(CellLayouts.DOUBLE, i, real);
      } else {
        values.setAtIndex(CellLayouts.LONG, i, fold.get().whole(i));
      }
    }
    return new FoldResults(type, node.axes(), lengths, values, missing);
  }
}
