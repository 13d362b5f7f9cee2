package io.hypertile.encode.arrow;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.TableColumns;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.DType;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Writes an answer as a stream of Arrow: the schema, labels, then rows, so many in a message. */
final class ArrowEncoder implements CellEncoder {
  /** Rows of a message: a whole number of eight, so that no bits of nulls are left over. */
  private static final int MOST_ROWS = 16 * 1024;

  private final List<ArrowColumn> columns = new ArrayList<>();
  private final List<byte[]> before = new ArrayList<>();
  private final ArrowCells cells;
  private final int cellBytes;
  private final long total;
  private final byte[] values;
  private long written;
  private int waiting;

  ArrowEncoder(CellsHeader header, DType dtype) {
    for (TableColumns.Coordinates coordinates : TableColumns.coordinates(header)) {
      columns.add(new ArrowColumn(coordinates, header.shape()));
    }
    before.add(ArrowMessages.schema(header, dtype, columns));
    for (int n = 0; n < columns.size(); n++) {
      if (columns.get(n).isLabels()) {
        before.add(ArrowMessages.labels(n, columns.get(n).labels()));
      }
    }
    this.cellBytes = dtype.size();
    this.total = header.shape().cells();
    int most = (int) Math.min(MOST_ROWS, total);
    this.cells = new ArrowCells(header, dtype, most);
    this.values = new byte[most * Long.BYTES];
  }

  private ArrowMessages.Rows rows(int count, long nulls) {
    List<Long> nullCounts = new ArrayList<>();
    List<Long> buffers = new ArrayList<>();
    for (ArrowColumn column : columns) {
      nullCounts.add(0L);
      buffers.add(0L);
      buffers.add((long) count * column.valueBytes());
    }
    for (int part = 0; part < cells.parts(); part++) {
      nullCounts.add(nulls);
      buffers.add(cells.nullBytes(count));
      buffers.add(cells.partBytes(count));
    }
    return new ArrowMessages.Rows(count, nullCounts, buffers);
  }

  private long messageBytes(int count) {
    ArrowMessages.Rows rows = rows(count, 0);
    return ArrowMessages.rows(rows).length + rows.bodyBytes();
  }

  @Override
  public OptionalLong contentLength() {
    long length = ArrowMessages.END.length;
    for (byte[] message : before) {
      length += message.length;
    }
    if (total >= MOST_ROWS) {
      length += total / MOST_ROWS * messageBytes(MOST_ROWS);
    }
    int rest = (int) (total % MOST_ROWS);
    return OptionalLong.of(rest == 0 ? length : length + messageBytes(rest));
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    for (byte[] message : before) {
      out.write(message);
    }
  }

  @Override
  public void cells(CellBlock block, OutputStream out) throws IOException {
    MemorySegment slab = block.cells();
    long count = slab.byteSize() / cellBytes;
    if (count > total - written - waiting) {
      throw new IllegalStateException("more cells than the " + total + " announced");
    }
    long at = 0;
    while (at < count) {
      int taken = (int) Math.min(count - at, MOST_ROWS - waiting);
      MemorySegment.copy(
          slab,
          ValueLayout.JAVA_BYTE,
          at * cellBytes,
          cells.bytes(),
          waiting * cellBytes,
          taken * cellBytes);
      waiting += taken;
      at += taken;
      if (waiting == MOST_ROWS) {
        flush(out);
      }
    }
  }

  private void flush(OutputStream out) throws IOException {
    int count = waiting;
    out.write(ArrowMessages.rows(rows(count, cells.markNulls(count))));
    for (ArrowColumn column : columns) {
      column.fill(written, count, values);
      write(values, (long) count * column.valueBytes(), out);
    }
    for (int part = 0; part < cells.parts(); part++) {
      write(cells.present(), cells.nullBytes(count), out);
      write(cells.part(part, count), cells.partBytes(count), out);
    }
    written += count;
    waiting = 0;
  }

  private static void write(byte[] buffer, long bytes, OutputStream out) throws IOException {
    out.write(buffer, 0, (int) bytes);
    out.write(new byte[(int) (ArrowMessages.padded(bytes) - bytes)]);
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (written + waiting != total) {
      throw new IllegalStateException(written + waiting + " cells of " + total + " were given");
    }
    if (waiting > 0) {
      flush(out);
    }
    out.write(ArrowMessages.END);
  }
}
