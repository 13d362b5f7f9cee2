package io.hypertile.partition.expression;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellLayouts;
import io.hypertile.ndarray.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Values that are at hand along some of the dimensions of a walk: cells of a variable, read slab by
 * slab, or results of a reduction, all of them in memory. For one thread.
 */
final class Leaf {
  private final CellColumn column;
  private final int cellBytes;
  private final Optional<CellReader> reader;
  private final int[] numbers;
  private final long[] strides;
  private Optional<MemorySegment> missing = Optional.empty();
  private MemorySegment cells = MemorySegment.NULL;
  private Optional<Region> held = Optional.empty();
  private long base;
  private boolean isPlain;

  /** First of the last axes along which values are at one distance from each other. */
  private int even;

  private Leaf(
      CellColumn column,
      int cellBytes,
      Optional<CellReader> reader,
      List<NamedAxis> axes,
      List<NamedAxis> walked) {
    this.column = column;
    this.cellBytes = cellBytes;
    this.reader = reader;
    this.numbers = axes.stream().mapToInt(walked::indexOf).toArray();
    this.strides = new long[walked.size()];
  }

  /** Cells of a variable. */
  static Leaf of(ExpressionVariable variable, CellReader reader, List<NamedAxis> walked) {
    CellColumn column = new CellColumn(variable.type(), variable.nulls());
    return new Leaf(column, variable.type().size(), Optional.of(reader), variable.axes(), walked);
  }

  /** Results of a reduction. */
  static Leaf of(FoldResults results, List<NamedAxis> walked) {
    CellColumn column = new CellColumn(results.type(), Optional.empty());
    Leaf leaf = new Leaf(column, Long.BYTES, Optional.empty(), results.axes(), walked);
    column.over(results.values());
    leaf.missing = Optional.of(results.missing());
    long stride = 1;
    for (int i = leaf.numbers.length - 1; i >= 0; i--) {
      leaf.strides[leaf.numbers[i]] = stride;
      stride *= results.lengths()[i];
    }
    return leaf;
  }

  /** Bytes of memory for each place of a slab at most. */
  int cellBytes() {
    return reader.isPresent() ? cellBytes : 0;
  }

  /** Moves on to a slab: its cells are read. */
  void moveTo(Region slab, Arena arena) {
    if (reader.isEmpty()) {
      base = 0;
      for (int axis = 0; axis < strides.length; axis++) {
        base += slab.start(axis) * strides[axis];
      }
      even = even(slab);
      return;
    }
    Region own = own(slab);
    long stride = 1;
    for (int i = numbers.length - 1; i >= 0; i--) {
      strides[numbers[i]] = stride;
      stride *= own.length(i);
    }
    isPlain = isPlain(slab, own);
    even = even(slab);
    if (held.filter(own::equals).isEmpty()) {
      long bytes = own.cells() * cellBytes;
      if (cells.byteSize() < bytes) {
        cells = arena.allocate(bytes, Long.BYTES);
      }
      reader.get().read(own, cells.asSlice(0, bytes));
      column.over(cells);
      held = Optional.of(own);
    }
  }

  private int even(Region slab) {
    int from = Math.max(0, strides.length - 1);
    while (from > 0 && strides[from - 1] == strides[from] * slab.length(from)) {
      from--;
    }
    return from;
  }

  private Region own(Region slab) {
    long[] start = new long[numbers.length];
    long[] stop = new long[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      start[i] = slab.start(numbers[i]);
      stop[i] = slab.stop(numbers[i]);
    }
    return Region.of(start, stop);
  }

  /** Whether places and cells have the same order and number. */
  private boolean isPlain(Region slab, Region own) {
    int last = -1;
    for (int i = 0; i < numbers.length; i++) {
      if (own.length(i) > 1) {
        if (numbers[i] < last) {
          return false;
        }
        last = numbers[i];
      }
    }
    return own.cells() == slab.cells();
  }

  /**
   * Loads the values of places that follow each other.
   *
   * @param place of the first; changed on the way
   */
  void load(Place place, ValueBlock block, int count) {
    block.clearMissing();
    if (isPlain) {
      column.load(place.number(), 1, block, 0, count);
      return;
    }
    int done = 0;
    while (done < count) {
      int run = place.run(count - done, even);
      long offset = base + place.offset(strides);
      long stride = strides.length == 0 ? 0 : strides[strides.length - 1];
      column.load(offset, stride, block, done, run);
      mark(offset, stride, block, done, run);
      done += run;
      place.advance(run);
    }
  }

  private void mark(long offset, long stride, ValueBlock block, int at, int count) {
    if (missing.isEmpty()) {
      return;
    }
    MemorySegment marks = missing.get();
    for (int i = 0; i < count; i++) {
      if (marks.get(CellLayouts.BYTE, offset + i * stride) != 0) {
        block.miss(at + i);
      }
    }
  }
}
