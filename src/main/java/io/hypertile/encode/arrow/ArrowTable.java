package io.hypertile.encode.arrow;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.Spool;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellLayouts;
import io.hypertile.ndarray.CellType;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes a table as a stream of Arrow whose rows are all in one message, so that its cells may come
 * column after column. Where some column may have nulls, the message waits in a file until their
 * number is known. For one thread.
 */
public final class ArrowTable implements CellEncoder {
  private static final int PIECE = 64 << 10;

  private final List<TableColumn> columns;
  private final long rows;
  private final byte[] head;
  private final ArrowMessages.Rows message;
  private final byte[] rowsHead;
  private final byte[] piece = new byte[PIECE];
  private final BitPacker truths = new BitPacker();
  private final Spool spool;
  private @Nullable TableBody body;
  private int current = -1;
  private long left;
  private long sent;

  /**
   * A table.
   *
   * @param columns of types that streams {@linkplain TableColumn#isTaken have}
   * @param metadata of the table, texts by names
   * @param spool has room for the message
   */
  public ArrowTable(
      List<TableColumn> columns, long rows, Map<String, String> metadata, Spool spool) {
    this.spool = spool;
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.head = TableMessages.schema(columns, metadata);
    this.message = TableMessages.rows(columns, rows);
    this.rowsHead = ArrowMessages.rows(message);
  }

  @Override
  public OptionalLong contentLength() {
    return OptionalLong.of(
        head.length + rowsHead.length + message.bodyBytes() + ArrowMessages.END.length);
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    if (columns.stream().anyMatch(column -> column.nulls().isPresent())) {
      body = new TableBody(spool, message);
    } else {
      out.write(head);
      out.write(rowsHead);
    }
    next(out);
  }

  /** Goes to the next column that has cells. */
  private void next(OutputStream out) throws IOException {
    while (left == 0 && current < columns.size()) {
      finish(out);
      current++;
      if (current < columns.size()) {
        left = rows * columns.get(current).cellsOfRow();
        if (body != null) {
          body.next(columns.get(current));
        }
      }
    }
  }

  private void finish(OutputStream given) throws IOException {
    OutputStream out = target(given);
    sent += truths.end(out);
    ArrowBuffers.pad(sent, out);
    sent = 0;
  }

  /** The output, or the file that stands in for it. */
  private OutputStream target(OutputStream out) {
    return body == null ? out : body.cells();
  }

  @Override
  public void cells(CellBlock block, OutputStream given) throws IOException {
    OutputStream out = target(given);
    MemorySegment cells = block.cells();
    long at = 0;
    while (at < cells.byteSize()) {
      if (current >= columns.size()) {
        throw new IllegalStateException("more cells than announced");
      }
      TableColumn column = columns.get(current);
      int size = column.type().size();
      long count = Math.min(left, (cells.byteSize() - at) / size);
      MemorySegment own = cells.asSlice(at, count * size);
      Optional<TableColumn.Times> times = column.times().filter(each -> each.factor() != 1);
      if (body != null && column.nulls().isPresent()) {
        body.mark(own, column.nulls().get(), column.valuesOfCell());
      }
      if (column.type() instanceof CellType.Truth) {
        pack(own, out);
      } else if (times.isPresent()) {
        multiply(own, times.get(), out);
      } else {
        copy(own, out);
      }
      at += count * size;
      left -= count;
      next(given);
    }
  }

  private void copy(MemorySegment cells, OutputStream out) throws IOException {
    for (long at = 0; at < cells.byteSize(); at += PIECE) {
      int count = (int) Math.min(PIECE, cells.byteSize() - at);
      MemorySegment.copy(cells, ValueLayout.JAVA_BYTE, at, piece, 0, count);
      out.write(piece, 0, count);
      sent += count;
    }
  }

  private void pack(MemorySegment cells, OutputStream out) throws IOException {
    for (long at = 0; at < cells.byteSize(); at++) {
      truths.put(cells.get(ValueLayout.JAVA_BYTE, at) != 0, out);
    }
  }

  /** Writes times of a unit that streams lack, such as days, in the unit of the stream. */
  private void multiply(MemorySegment cells, TableColumn.Times times, OutputStream out)
      throws IOException {
    ByteBuffer target = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = 0; at < cells.byteSize(); at += Long.BYTES) {
      target.putLong(times.inStream(cells.get(CellLayouts.LONG, at)));
      if (!target.hasRemaining() || at + Long.BYTES == cells.byteSize()) {
        out.write(piece, 0, target.position());
        sent += target.position();
        target.clear();
      }
    }
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (current < columns.size()) {
      throw new IllegalStateException("fewer cells than announced");
    }
    if (body != null) {
      out.write(head);
      body.send(out);
    }
    out.write(ArrowMessages.END);
  }

  @Override
  public void close() {
    if (body != null) {
      body.close();
    }
  }
}
