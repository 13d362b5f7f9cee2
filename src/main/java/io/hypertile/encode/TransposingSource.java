package io.hypertile.encode;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Cells that come with the first axis running fastest, turned into C order. They are set aside
 * whole, small ones in native memory and others in the spool, and then gathered panel by panel: as
 * many neighbours on the first axis as fit the panel, which lie side by side in the source.
 */
final class TransposingSource implements CellSource {
  private static final long IN_MEMORY = 1L << 20;
  private static final long PANEL = 1L << 20;
  private static final int COPY = 64 * 1024;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final CellSource source;
  private final Shape shape;
  private final int cellSize;
  private final Spool spool;
  private final long rows;
  private final long rowCells;
  private final Arena arena = Arena.ofShared();
  private @Nullable MemorySegment columns;
  private @Nullable MemorySegment panel;
  private long panelRead;
  private long panelEnd;
  private long row;
  private long rowCell;

  /**
   * Turns cells around.
   *
   * @param source the cells in Fortran order
   * @param shape their shape, of at least two axes and one cell
   */
  TransposingSource(CellSource source, Shape shape, int cellSize, Spool spool) {
    this.source = source;
    this.shape = shape;
    this.cellSize = cellSize;
    this.spool = spool;
    this.rows = shape.length(0);
    this.rowCells = shape.cells() / rows;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (columns == null || panel == null) {
      columns = setAside();
      panel = arena.allocate(Math.min(Math.max(PANEL, cellSize), columns.byteSize()), 16);
    }
    if (panelRead == panelEnd) {
      if (row == rows) {
        return -1;
      }
      gather(columns, panel);
    }
    int count = (int) Math.min(panelEnd - panelRead, target.remaining());
    MemorySegment.copy(panel, panelRead, MemorySegment.ofBuffer(target), 0, count);
    target.position(target.position() + count);
    panelRead += count;
    return count;
  }

  private MemorySegment setAside() throws IOException {
    long bytes = shape.cells() * cellSize;
    if (bytes <= IN_MEMORY) {
      MemorySegment memory = arena.allocate(bytes, 16);
      ByteBuffer buffer = memory.asByteBuffer();
      while (source.read(buffer) > 0) {
        // Until the buffer is full, which is when the source is at its end.
      }
      return memory;
    }
    try (FileChannel file = spool.open()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(COPY);
      while (source.read(buffer.clear()) >= 0) {
        append(file, buffer.flip());
      }
      return map(file, bytes);
    }
  }

  private MemorySegment map(FileChannel file, long bytes) {
    try {
      return file.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena);
    } catch (IOException e) {
      throw spool.failure(e);
    }
  }

  private void append(FileChannel file, ByteBuffer buffer) {
    try {
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
    } catch (IOException e) {
      throw spool.failure(e);
    }
  }

  /** Fills the panel with whole rows, or with a part of one when a row exceeds the panel. */
  private void gather(MemorySegment from, MemorySegment to) {
    long room = to.byteSize() / cellSize;
    long together = Math.clamp(room / rowCells, 1, rows - row);
    long from0 = rowCell;
    long to0 = Math.min(rowCells, from0 + (together > 1 ? rowCells : room));
    long width = to0 - from0;
    long[] index = indexOf(from0);
    for (long cell = 0; cell < width; cell++) {
      long at = (row + offsetOf(index)) * cellSize;
      for (long r = 0; r < together; r++) {
        copyCell(from, at + r * cellSize, to, (r * width + cell) * cellSize);
      }
      advance(index);
    }
    panelRead = 0;
    panelEnd = width * together * cellSize;
    rowCell = to0 == rowCells ? 0 : to0;
    row += rowCell == 0 ? together : 0;
  }

  private void copyCell(MemorySegment from, long source, MemorySegment to, long target) {
    switch (cellSize) {
      case 1 -> to.set(BYTE, target, from.get(BYTE, source));
      case 2 -> to.set(SHORT, target, from.get(SHORT, source));
      case 4 -> to.set(INT, target, from.get(INT, source));
      default -> {
        if (cellSize % 8 != 0) {
          MemorySegment.copy(from, source, to, target, cellSize);
          return;
        }
        for (int part = 0; part < cellSize; part += 8) {
          to.set(LONG, target + part, from.get(LONG, source + part));
        }
      }
    }
  }

  /** Index on the axes after the first of a cell of a row. */
  private long[] indexOf(long cell) {
    long[] index = new long[shape.rank()];
    long rest = cell;
    for (int axis = index.length - 1; axis > 0; axis--) {
      index[axis] = rest % shape.length(axis);
      rest /= shape.length(axis);
    }
    return index;
  }

  private long offsetOf(long[] index) {
    long offset = 0;
    long stride = rows;
    for (int axis = 1; axis < index.length; axis++) {
      offset += index[axis] * stride;
      stride *= shape.length(axis);
    }
    return offset;
  }

  private void advance(long[] index) {
    int axis = index.length - 1;
    while (axis > 0 && ++index[axis] == shape.length(axis)) {
      index[axis--] = 0;
    }
  }

  @Override
  public void close() throws IOException {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    source.close();
  }
}
