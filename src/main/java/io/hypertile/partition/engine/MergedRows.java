package io.hypertile.partition.engine;

import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.RowRanges;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.cells.NewCells;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Cells of a variable in a partition that is to be written: rows that are there, and new ones, in
 * the order of a merge. Chunks whose cells are the same are left as they are stored. Thread-safe.
 */
final class MergedRows implements NewCells {
  private final Cut cut;
  private final Optional<MemorySegment> inserted;
  private final RowRanges rows;
  private final long thereRows;
  private final Optional<There> there;

  /**
   * A variable around its axis.
   *
   * @param shape of the variable as it is inserted
   * @param axis number of the axis
   * @param fill the cell of rows that have none
   */
  record Cut(Shape shape, int axis, FillValue fill) {
    int cellBytes() {
      return fill.dtype().size();
    }
  }

  /**
   * A variable as it is there.
   *
   * @param variable closed with the cells
   * @param document that the array will have
   * @param memory for rows that are read together
   */
  record There(StoredVariable variable, ArrayDocument document, MemoryShare memory) {}

  /** Places of rows: those of a range of the merge, and those that they get in a chunk. */
  private record Placed(long start, long stop, long at) {}

  /**
   * Cells of rows.
   *
   * @param inserted cells of the new rows, of the cut's shape; empty for fill values
   * @param rows the rows in their order: those that are there from 0, then the new ones
   * @param thereRows number of rows that are there, whether any of them stays or not
   * @param there empty if none of its rows stays; they have fill values if it is not stored
   */
  MergedRows(
      Cut cut,
      Optional<MemorySegment> inserted,
      RowRanges rows,
      long thereRows,
      Optional<There> there) {
    this.cut = cut;
    this.inserted = inserted;
    this.rows = rows;
    this.thereRows = thereRows;
    this.there = there;
  }

  @Override
  public boolean isKept(Region region) {
    Layout layout = new Layout(region);
    return layout.isInPlace() && layout.added == 0 && isStoredLike(region);
  }

  /** The rows of a chunk, by where they come from. */
  private final class Layout {
    private long stayed;
    private long moved;
    private long added;
    private int stretches;
    private long least = Long.MAX_VALUE;
    private long most;

    Layout(Region region) {
      forEach(region, this::stayed, place -> added += place.stop - place.start);
    }

    private void stayed(Placed place) {
      stayed += place.stop - place.start;
      moved += place.start == place.at ? 0 : place.stop - place.start;
      stretches++;
      least = Math.min(least, place.start);
      most = Math.max(most, place.stop);
    }

    /** Whether half or more of the rows between the first and the last that stay do so too. */
    boolean isDense() {
      return most - least <= 2 * stayed;
    }

    /** Whether rows that are there stay, at least one, and each of them where it is. */
    boolean isInPlace() {
      return stayed > 0 && moved == 0;
    }
  }

  /**
   * Gives the rows of a chunk in their order.
   *
   * @param old takes those that are there
   * @param added takes new ones, counted from 0
   */
  private void forEach(Region region, Consumer<Placed> old, Consumer<Placed> added) {
    long[] at = {region.start(cut.axis())};
    rows.forEach(
        at[0],
        region.length(cut.axis()),
        (start, stop) -> {
          long middle = Math.clamp(thereRows, start, stop);
          if (start < middle) {
            old.accept(new Placed(start, middle, at[0]));
          }
          if (middle < stop) {
            long first = at[0] + middle - start;
            added.accept(new Placed(middle - thereRows, stop - thereRows, first));
          }
          at[0] += stop - start;
        });
  }

  /** Whether a chunk has the same box in the array that is there, and is stored alike. */
  private boolean isStoredLike(Region region) {
    long stop = region.stop(cut.axis());
    return (stop == thereRows || stop < Math.min(thereRows, rows.count()))
        && there.filter(found -> found.variable().isLike(found.document())).isPresent();
  }

  @Override
  public Optional<MemorySegment> stored(
      Region region, long most, LongFunction<MemorySegment> room) {
    return there.orElseThrow().variable().storedInShard(region, most, room);
  }

  @Override
  public boolean readNew(Region region, CellBlock target) {
    if (inserted.isEmpty() || !new Layout(region).isInPlace() || !isStoredLike(region)) {
      read(region, target);
      return true;
    }
    there.orElseThrow().variable().read(region, target);
    boolean[] isNew = {false};
    forEach(region, place -> {}, place -> isNew[0] |= putInserted(region, target, place));
    return isNew[0];
  }

  /** Puts new rows among others; false if these cells are there already. */
  private boolean putInserted(Region region, CellBlock target, Placed place) {
    MemorySegment cells = inserted.orElseThrow();
    Region source = region.along(cut.axis(), place.start, place.stop);
    Region own = own(region, place);
    Optional<MemorySegment> from = RegionCopy.findRun(cells, cut.shape(), source, cut.cellBytes());
    Optional<MemorySegment> to =
        RegionCopy.findRun(target.cells(), region.shape(), own, cut.cellBytes());
    if (from.isPresent() && to.isPresent()) {
      boolean isNew = from.get().mismatch(to.get()) >= 0;
      if (isNew) {
        to.get().copyFrom(from.get());
      }
      return isNew;
    }
    copyInserted(region, target, place);
    return true;
  }

  /** Some rows of a chunk, in a box that is counted from its first cell. */
  private record Within(Region chunk, Region own) {}

  private Within within(Region region, Placed place) {
    return new Within(region, own(region, place));
  }

  /** The box of rows in a chunk, counted from its first cell. */
  private Region own(Region region, Placed place) {
    long stop = place.at + place.stop - place.start;
    return region.along(cut.axis(), place.at, stop).relativeTo(region);
  }

  @Override
  public void read(Region region, CellBlock target) {
    Layout layout = new Layout(region);
    if (!isStored(layout)) {
      forEach(region, place -> fill(region, target, place), place -> {});
    } else if (layout.stretches > 1 && layout.isDense()) {
      copyStored(region, target, layout);
    } else {
      forEach(region, place -> putStored(region, target, place), place -> {});
    }
    forEach(
        region,
        place -> {},
        place -> {
          if (inserted.isPresent()) {
            copyInserted(region, target, place);
          } else {
            fill(region, target, place);
          }
        });
  }

  /** Whether rows stay whose cells are stored: a partition may lack the variable. */
  private boolean isStored(Layout layout) {
    return layout.stayed > 0 && there.filter(found -> found.variable().isThere()).isPresent();
  }

  /** Reads rows that are there and follow each other to where they belong. */
  private void putStored(Region region, CellBlock target, Placed place) {
    Region source = region.along(cut.axis(), place.start, place.stop);
    Region own = own(region, place);
    Optional<MemorySegment> run =
        RegionCopy.findRun(target.cells(), region.shape(), own, cut.cellBytes());
    if (run.isPresent()) {
      there.orElseThrow().variable().read(source, CellBlock.of(run.get()));
      return;
    }
    reading(
        source,
        cells ->
            copy(
                cells,
                source.shape(),
                Region.whole(source.shape()),
                target,
                new Within(region, own)));
  }

  /** Reads rows that are there, and all between them, at once: stretches may be many. */
  private void copyStored(Region region, CellBlock target, Layout layout) {
    Region source = region.along(cut.axis(), layout.least, layout.most);
    reading(
        source,
        cells ->
            forEach(
                region,
                place -> {
                  Region part =
                      Region.whole(source.shape())
                          .along(cut.axis(), place.start - layout.least, place.stop - layout.least);
                  copy(cells, source.shape(), part, target, within(region, place));
                },
                place -> {}));
  }

  /** Reads a box of what is there to memory that is free again when it was used. */
  private void reading(Region source, Consumer<MemorySegment> use) {
    There stored = there.orElseThrow();
    long bytes = source.cells() * cut.cellBytes();
    try (NativeBuffer buffer = stored.memory().take(bytes)) {
      MemorySegment cells = buffer.bytes().asSlice(0, bytes);
      stored.variable().read(source, CellBlock.of(cells));
      use.accept(cells);
    }
  }

  private void copyInserted(Region region, CellBlock target, Placed place) {
    Region source = region.along(cut.axis(), place.start, place.stop);
    copy(inserted.orElseThrow(), cut.shape(), source, target, within(region, place));
  }

  private void copy(
      MemorySegment cells, Shape shape, Region part, CellBlock target, Within within) {
    RegionCopy.copy(
        cells,
        shape,
        part,
        target.cells(),
        within.chunk.shape(),
        within.own.startArray(),
        cut.cellBytes());
  }

  private void fill(Region region, CellBlock target, Placed place) {
    int size = cut.cellBytes();
    RegionCopy.forEachRun(
        region.shape(),
        own(region, place),
        (at, cell, count) -> cut.fill().fill(target.cells().asSlice(at * size, count * size)));
  }

  @Override
  public void close() {
    there.ifPresent(stored -> stored.variable().close());
  }
}
