package io.hypertile.partition.index;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.RowRanges;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads rows that are picked along one axis, stretch by stretch. */
final class PickedReader implements CellReader {
  /** Bytes between pieces that are rather read than left out. */
  private static final long WIDEST_GAP = 64 << 10;

  /** Bytes of pieces that are read at once. */
  private static final long LONGEST = 4 << 20;

  private final CellReader reader;
  private final ArraySpec spec;
  private final int axis;
  private final RowRanges picks;

  /**
   * Reads with a reader, which is closed with this.
   *
   * @param spec of the picked rows
   */
  PickedReader(CellReader reader, ArraySpec spec, int axis, RowRanges picks) {
    this.reader = reader;
    this.spec = spec;
    this.axis = axis;
    this.picks = picks;
  }

  @Override
  public ArraySpec spec() {
    return spec;
  }

  @Override
  public Version version() {
    return reader.version();
  }

  @Override
  public ReadAhead advice() {
    return reader.advice();
  }

  @Override
  public Optional<Shape> chunkShape() {
    return Optional.empty();
  }

  @Override
  public void read(Region region, CellBlock target) {
    if (region.isEmpty()) {
      return;
    }
    Stretch stretch = new Stretch(region, target);
    picks.forEach(region.start(axis), region.length(axis), stretch::add);
    stretch.read();
  }

  /** A piece that is wanted of a stretch. */
  private record Piece(long start, long place, long rows) {}

  /** Pieces that lie near each other, which are read at once with what is between them. */
  private final class Stretch {
    private final Region region;
    private final CellBlock target;
    private final long rowBytes;
    private final List<Piece> pieces = new ArrayList<>();
    private long stop;
    private long place;

    Stretch(Region region, CellBlock target) {
      this.region = region;
      this.target = target;
      this.rowBytes = region.cells() / region.length(axis) * spec.dtype().size();
    }

    void add(long start, long end) {
      if (!pieces.isEmpty()) {
        long gap = (start - stop) * rowBytes;
        long all = (end - pieces.getFirst().start()) * rowBytes;
        if (gap < 0 || gap > WIDEST_GAP || all > LONGEST) {
          read();
        }
      }
      pieces.add(new Piece(start, place, end - start));
      place += end - start;
      stop = end;
    }

    void read() {
      if (pieces.isEmpty()) {
        return;
      }
      long first = pieces.getFirst().start();
      Region own = region.along(axis, first, stop);
      long bytes = own.cells() * spec.dtype().size();
      if (pieces.size() == 1 && (axis == 0 || own.cells() == region.cells())) {
        reader.read(own, target.slice(pieces.getFirst().place() * rowBytes, bytes));
      } else {
        try (Arena arena = Arena.ofShared()) {
          MemorySegment cells = arena.allocate(bytes, Long.BYTES);
          reader.read(own, cells);
          pieces.forEach(piece -> copy(cells, own, piece));
        }
      }
      pieces.clear();
    }

    private void copy(MemorySegment cells, Region own, Piece piece) {
      long from = piece.start() - own.start(axis);
      long[] place = new long[region.rank()];
      place[axis] = piece.place();
      RegionCopy.copy(
          cells,
          own.shape(),
          Region.whole(own.shape()).along(axis, from, from + piece.rows()),
          target.cells(),
          region.shape(),
          place,
          spec.dtype().size());
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
