package io.hypertile.encode.arrow;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.TableColumns;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes an answer as a stream of Arrow: the schema, labels, then rows, so many in a message. */
final class ArrowEncoder implements CellEncoder {
  private static final int MOST_ROWS = 16 * 1024;

  /** Bytes of the cells of a message, unless one alone has more. */
  private static final int MOST_BYTES = 1 << 20;

  private final List<ArrowColumn> columns = new ArrayList<>();
  private final List<byte[]> before = new ArrayList<>();
  private final ArrowCells cells;
  private final int cellBytes;
  private final long total;
  private final byte[] values;
  private final int most;
  private long written;

  ArrowEncoder(CellsHeader header) {
    for (TableColumns.Coordinates coordinates : TableColumns.coordinates(header)) {
      columns.add(new ArrowColumn(coordinates, header.shape()));
    }
    CellType type = header.dtype();
    this.cellBytes = type.size();
    this.total = header.shape().cells();
    int most = (int) Math.min(rowsOfMessage(type), total);
    boolean isText = type instanceof CellType.FixedText || type.isAnyLength();
    this.cells = isText ? new ArrowLongCells(header, most) : new ArrowFixedCells(header, most);
    this.most = most;
    this.values = new byte[most * Long.BYTES];
    before.add(ArrowMessages.schema(header, columns, cells.isNullable()));
    for (int n = 0; n < columns.size(); n++) {
      if (columns.get(n).isLabels()) {
        before.add(ArrowMessages.labels(n, columns.get(n).labels()));
      }
    }
  }

  private static int rowsOfMessage(CellType type) {
    return Math.clamp(MOST_BYTES / Math.max(1, type.size()), 1, MOST_ROWS);
  }

  private ArrowMessages.Rows rows(int count, long nulls, List<Long> sizes) {
    List<Long> nullCounts = new ArrayList<>();
    List<Long> buffers = new ArrayList<>();
    for (ArrowColumn column : columns) {
      nullCounts.add(0L);
      buffers.add(0L);
      buffers.add((long) count * column.valueBytes());
    }
    nullCounts.addAll(Collections.nCopies(cells.columns(), nulls));
    buffers.addAll(sizes);
    return new ArrowMessages.Rows(count, nullCounts, buffers);
  }

  private long messageBytes(int count, List<Long> sizes) {
    ArrowMessages.Rows rows = rows(count, 0, sizes);
    return ArrowMessages.rows(rows).length + rows.bodyBytes();
  }

  @Override
  public OptionalLong contentLength() {
    long length = ArrowMessages.END.length;
    for (byte[] message : before) {
      length += message.length;
    }
    int rest = most == 0 ? 0 : (int) (total % most);
    Optional<List<Long>> full = cells.sizes(most);
    Optional<List<Long>> last = cells.sizes(rest);
    if (full.isEmpty() || last.isEmpty()) {
      return OptionalLong.empty();
    }
    if (most > 0) {
      length += total / most * messageBytes(most, full.get());
    }
    return OptionalLong.of(rest == 0 ? length : length + messageBytes(rest, last.get()));
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    for (byte[] message : before) {
      out.write(message);
    }
  }

  @Override
  public void cells(CellBlock block, OutputStream out) throws IOException {
    long count = block.cells().byteSize() / Math.max(1, cellBytes);
    if (count > total - written - cells.rows()) {
      throw new IllegalStateException("more cells than the " + total + " announced");
    }
    for (long at = 0; at < count; ) {
      at += cells.take(block, at, count - at);
      if (cells.isFull()) {
        flush(out);
      }
    }
  }

  private void flush(OutputStream out) throws IOException {
    int count = cells.rows();
    out.write(ArrowMessages.rows(rows(count, cells.markNulls(), cells.sizes())));
    for (ArrowColumn column : columns) {
      column.fill(written, count, values);
      ArrowBuffers.write(values, (long) count * column.valueBytes(), out);
    }
    cells.write(out);
    written += count;
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (written + cells.rows() != total) {
      throw new IllegalStateException(
          written + cells.rows() + " cells of " + total + " were given");
    }
    if (cells.rows() > 0) {
      flush(out);
    }
    out.write(ArrowMessages.END);
  }
}
