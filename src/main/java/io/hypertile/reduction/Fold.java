package io.hypertile.reduction;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cells of one reduction on their way into its results: {@link #take} the cells in C order, slab by
 * slab, then {@link #results}. Used by one thread at a time.
 */
public final class Fold {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Reduction reduction;
  private final List<Reduction.Along> along;
  private final Block block;
  private final Accumulator accumulator;
  private final long[] index;
  private final long[] strides;

  /**
   * A fold without cells.
   *
   * @param nulls value of the array's cells that stands for null; empty if no value does
   * @param state memory of {@link Reduction#stateBytes} for each result, aligned to 8 bytes, of any
   *     content
   */
  public Fold(Reduction reduction, Optional<FillValue> nulls, MemorySegment state) {
    this.reduction = reduction;
    this.block = new Block(reduction.dtype(), nulls, reduction.isExact());
    this.accumulator = accumulator(reduction, state, block);
    this.along = merged(reduction.along());
    this.index = new long[along.size()];
    this.strides = new long[index.length];
    long stride = 1;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= along.get(axis).results();
    }
  }

  /**
   * The same axes, neighbours as one where all or none of both is reduced: longer runs, the same
   * results in the same order.
   */
  private static List<Reduction.Along> merged(List<Reduction.Along> axes) {
    List<Reduction.Along> merged = new ArrayList<>();
    for (Reduction.Along axis : axes) {
      Reduction.Along before = merged.isEmpty() ? null : merged.getLast();
      boolean areKept = before != null && before.group() == 1 && axis.group() == 1;
      boolean areReduced =
          before != null && before.group() == before.count() && axis.group() == axis.count();
      if (before != null && (areKept || areReduced)) {
        long group = before.group() * axis.group();
        merged.removeLast();
        merged.add(new Reduction.Along(before.count() * axis.count(), group, axis.isDropped()));
      } else {
        merged.add(axis);
      }
    }
    // An array without axes is one cell, as of one axis.
    return merged.isEmpty() ? List.of(new Reduction.Along(1, 1, false)) : List.copyOf(merged);
  }

  /** State of a reduction over state of {@link Reduction#stateBytes} for each result. */
  private static Accumulator accumulator(Reduction reduction, MemorySegment state, Block block) {
    boolean exact = reduction.isExact();
    Operation operation = reduction.operation();
    boolean isSum = operation == Operation.SUM || operation == Operation.MEAN;
    if (isSum && !Parts.areOf(reduction.dtype())) {
      return exact
          ? wholeSums(reduction, state, block)
          : new RealSums(reduction, block.hasNull(), state);
    }
    state.fill((byte) 0);
    if (Parts.areOf(reduction.dtype())) {
      return switch (operation) {
        case COUNT -> new Deviations(Deviations.Kind.COUNT, state);
        case SUM, MEAN, STD -> new WideSums(reduction, state);
        case MIN, MAX, FIRST, LAST -> new WideChoices(reduction, state);
        case QUANTILE -> new WideQuantiles(reduction, state);
      };
    }
    return switch (operation) {
      case COUNT -> new Deviations(Deviations.Kind.COUNT, state);
      case SUM, MEAN -> throw new IllegalStateException("sums clear the state that they use");
      case STD -> new Deviations(Deviations.Kind.STD, state);
      case MIN, MAX, FIRST, LAST ->
          exact ? Wholes.of(reduction, state, block.nullWhole()) : new Choices(operation, state);
      case QUANTILE -> new Quantiles(reduction, state);
    };
  }

  private static Accumulator wholeSums(Reduction reduction, MemorySegment state, Block block) {
    if (WholeSums.hold(reduction)) {
      return new WholeSums(reduction, block.hasNull(), state);
    }
    state.fill((byte) 0);
    return reduction.operation() == Operation.SUM
        ? Wholes.of(reduction, state, block.nullWhole())
        : new LargeMeans(reduction.dtype().kind() == DType.Kind.UNSIGNED, state);
  }

  /**
   * Takes the next cells.
   *
   * @param cells whole cells, in C order
   * @throws io.hypertile.error.ServiceException {@code value-out-of-range} if a sum does not fit
   */
  public void take(MemorySegment cells) {
    long count = cells.byteSize() / reduction.dtype().size();
    int run;
    for (long done = takeRows(cells, count); done < count; done += run) {
      run = run(count - done);
      block.load(cells, done, run);
      add(run);
    }
  }

  /**
   * Takes whole rows where each cell of a row is added to a result of its own: a block of results
   * after the other through all rows, so that their state is loaded once.
   *
   * @return number of cells taken
   */
  private long takeRows(MemorySegment cells, long count) {
    if (!isOfRows() || index[1] != 0) {
      return 0;
    }
    long length = along.get(1).count();
    long rows = Math.min(count / length, along.get(0).count() - index[0]);
    if (rows < 2) {
      return 0;
    }
    CellRows all = new CellRows(cells, length, rows);
    for (long first = 0; first < length; first += Block.SIZE) {
      int run = (int) Math.min(Block.SIZE, length - first);
      if (accumulator.isAdded(all, first, run)) {
        continue;
      }
      accumulator.hold(first, run);
      for (long row = 0; row < rows; row++) {
        block.load(cells, row * length + first, run);
        accumulator.each(block, run, first);
      }
      accumulator.release();
    }
    index[0] += rows;
    return rows * length;
  }

  /** Whether the first axis is reduced and the other kept. */
  private boolean isOfRows() {
    return index.length == 2
        && along.get(0).group() == along.get(0).count()
        && along.get(1).group() == 1;
  }

  /**
   * Takes the next cells, which are floats.
   *
   * @param numbers NaN for nulls
   * @param count first of these that are taken
   */
  public void take(double[] numbers, int count) {
    int run;
    for (int done = 0; done < count; done += run) {
      run = run(count - done);
      block.set(numbers, done, run);
      add(run);
    }
  }

  /**
   * Takes the next cells, which are whole numbers.
   *
   * @param nulls marks on nulls, as many as numbers; null if no number is null
   * @param count first of these that are taken
   * @throws io.hypertile.error.ServiceException as {@link #take(MemorySegment)}
   */
  public void take(long[] numbers, boolean @Nullable [] nulls, int count) {
    int run;
    for (int done = 0; done < count; done += run) {
      run = run(count - done);
      block.set(numbers, nulls, done, run);
      add(run);
    }
  }

  /** Cells up to the end of the last axis, at most as many as a block has. */
  private int run(long left) {
    int last = index.length - 1;
    return (int) Math.min(Math.min(left, along.get(last).count() - index[last]), Block.SIZE);
  }

  private void add(int run) {
    addBlock(run);
    advance(run);
  }

  private void addBlock(int run) {
    int last = index.length - 1;
    long group = along.get(last).group();
    long result = 0;
    for (int axis = 0; axis < last; axis++) {
      result += index[axis] / along.get(axis).group() * strides[axis];
    }
    if (group == 1) {
      accumulator.each(block, run, result + index[last]);
      return;
    }
    int from = 0;
    while (from < run) {
      long at = index[last] + from;
      int to = (int) Math.min(run, from + group - at % group);
      accumulator.add(block, from, to, result + at / group);
      from = to;
    }
  }

  private void advance(int run) {
    int axis = index.length - 1;
    index[axis] += run;
    while (axis > 0 && index[axis] == along.get(axis).count()) {
      index[axis--] = 0;
      index[axis]++;
    }
  }

  /** A result that is a float, NaN for null. */
  public double real(long result) {
    return accumulator.real(result);
  }

  /** A result that is a whole number; any for null. */
  public long whole(long result) {
    return accumulator.whole(result);
  }

  /** Whether there is no number to make a result of. */
  public boolean isNull(long result) {
    return switch (reduction.operation()) {
      case COUNT, SUM -> false;
      case MEAN, STD, QUANTILE -> Double.isNaN(accumulator.real(result));
      case MIN, MAX, FIRST, LAST ->
          reduction.isExact() ? accumulator.isNone(result) : Double.isNaN(accumulator.real(result));
    };
  }

  /**
   * Writes the results in C order.
   *
   * @param target memory of exactly their bytes
   */
  public void results(MemorySegment target) {
    DType type = reduction.resultType();
    long count = target.byteSize() / type.size();
    boolean isWide = Parts.areOf(reduction.dtype()) && reduction.operation() != Operation.COUNT;
    if (!isWide && !type.isInteger()) {
      RealResults.put(accumulator, type, target);
      return;
    }
    for (long n = 0; n < count; n++) {
      long at = n * type.size();
      if (isWide) {
        accumulator.put(n, target, at);
      } else {
        putWhole(target, at, type.size(), accumulator.whole(n));
      }
    }
  }

  private static void putWhole(MemorySegment target, long at, int size, long whole) {
    switch (size) {
      case 1 -> target.set(ValueLayout.JAVA_BYTE, at, (byte) whole);
      case 2 -> target.set(SHORT, at, (short) whole);
      case 4 -> target.set(INT, at, (int) whole);
      default -> target.set(LONG, at, whole);
    }
  }
}
