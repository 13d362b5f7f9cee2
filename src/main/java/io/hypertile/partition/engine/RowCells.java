package io.hypertile.partition.engine;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.RowRanges;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Cells of a variable in a partition that is to be written: rows that are there, and new ones, in
 * the order of a merge. Rows that are there are read a few at a time. For one thread.
 */
final class RowCells implements CellSource {
  /** Bytes that are read of what is there at a time, unless one row has more. */
  private static final long PIECE = 1 << 20;

  private final Cut cut;
  private final Optional<CellReader> there;
  private final long thereRows;
  private final Optional<MemorySegment> inserted;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private final Arena arena = Arena.ofShared();
  private MemorySegment buffer = MemorySegment.NULL;
  private MemorySegment current = MemorySegment.NULL;
  private long at;

  /**
   * A variable around its axis.
   *
   * @param shape of the variable as it is inserted
   * @param axis number of the axis
   * @param fill the cell of rows that have none
   */
  record Cut(Shape shape, int axis, FillValue fill) {
    /** Stretches of the axis, one behind the other. */
    long outer() {
      long outer = 1;
      for (int i = 0; i < axis; i++) {
        outer *= shape.length(i);
      }
      return outer;
    }

    /** Bytes of a row of one stretch. */
    long rowBytes() {
      long bytes = fill.dtype().size();
      for (int i = axis + 1; i < shape.rank(); i++) {
        bytes *= shape.length(i);
      }
      return bytes;
    }

    long rows() {
      return shape.length(axis);
    }
  }

  /** Rows of one stretch: of those that are there, counted from 0, or of the new ones. */
  private record Piece(boolean isInserted, long outer, long start, long stop) {}

  /**
   * Cells of rows.
   *
   * @param there what is there; empty for fill values
   * @param thereRows its rows
   * @param inserted cells of the new rows, of the cut's shape; empty for fill values
   * @param rows the rows in their order: those that are there from 0, then the new ones
   */
  RowCells(
      Cut cut,
      Optional<CellReader> there,
      long thereRows,
      Optional<MemorySegment> inserted,
      RowRanges rows) {
    this.cut = cut;
    this.there = there;
    this.thereRows = thereRows;
    this.inserted = inserted;
    long most = Math.max(1, PIECE / Math.max(1, cut.rowBytes()));
    for (long outer = 0; outer < cut.outer(); outer++) {
      long stretch = outer;
      rows.forEach(0, rows.count(), (start, stop) -> add(stretch, start, stop, most));
    }
  }

  private void add(long outer, long start, long stop, long most) {
    long middle = Math.clamp(thereRows, start, stop);
    for (long row = start; row < middle; row += most) {
      pieces.add(new Piece(false, outer, row, Math.min(middle, row + most)));
    }
    for (long row = middle; row < stop; row += most) {
      long end = Math.min(stop, row + most);
      pieces.add(new Piece(true, outer, row - thereRows, end - thereRows));
    }
  }

  @Override
  public int read(ByteBuffer target) {
    int before = target.remaining();
    while (target.hasRemaining()) {
      if (at == current.byteSize()) {
        Piece next = pieces.poll();
        if (next == null) {
          break;
        }
        current = cells(next);
        at = 0;
      } else {
        int count = (int) Math.min(target.remaining(), current.byteSize() - at);
        MemorySegment.copy(current, at, MemorySegment.ofBuffer(target), 0, count);
        target.position(target.position() + count);
        at += count;
      }
    }
    int count = before - target.remaining();
    return count == 0 && before > 0 ? -1 : count;
  }

  private MemorySegment cells(Piece piece) {
    long bytes = (piece.stop() - piece.start()) * cut.rowBytes();
    if (piece.isInserted() && inserted.isPresent()) {
      long first = (piece.outer() * cut.rows() + piece.start()) * cut.rowBytes();
      return inserted.get().asSlice(first, bytes);
    }
    if (buffer.byteSize() < bytes) {
      buffer = arena.allocate(bytes, Long.BYTES);
    }
    MemorySegment target = buffer.asSlice(0, bytes);
    if (piece.isInserted() || there.isEmpty()) {
      cut.fill().fill(target);
    } else {
      there.get().read(region(piece), target);
    }
    return target;
  }

  /** The box of a piece: one position on each axis before the rows. */
  private Region region(Piece piece) {
    long[] start = new long[cut.shape().rank()];
    long[] stop = cut.shape().toArray();
    long rest = piece.outer();
    for (int i = cut.axis() - 1; i >= 0; i--) {
      start[i] = rest % cut.shape().length(i);
      stop[i] = start[i] + 1;
      rest /= cut.shape().length(i);
    }
    start[cut.axis()] = piece.start();
    stop[cut.axis()] = piece.stop();
    return Region.of(start, stop);
  }

  @Override
  public void close() {
    arena.close();
    there.ifPresent(CellReader::close);
  }
}
