package io.hypertile.encode.arrow;

import io.hypertile.encode.table.RowWriter;
import io.hypertile.encode.table.ValueColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as a stream of Arrow: the schema, then rows, so many in a message that all columns
 * together take some megabytes. Each column may have nulls; times are timestamps in nanoseconds and
 * UTC.
 */
public final class ArrowRows implements RowWriter {
  private static final int MOST_ROWS = 16 * 1024;
  private static final int MOST_VALUES = 512 * 1024;
  private static final int LEAST_ROWS = 64;

  private final List<ArrowRowBuffer> columns;
  private final OutputStream out;
  private final int most;
  private int column;
  private int rows;

  /** Begins a table. */
  public ArrowRows(List<ValueColumn> columns, OutputStream out) throws IOException {
    this.out = out;
    int each = MOST_VALUES / Math.max(1, columns.size()) / Byte.SIZE * Byte.SIZE;
    this.most = Math.clamp(each, LEAST_ROWS, MOST_ROWS);
    this.columns = columns.stream().map(known -> new ArrowRowBuffer(known.type(), most)).toList();
    out.write(ArrowMessages.schema(columns));
  }

  private ArrowRowBuffer next() {
    return columns.get(column++);
  }

  @Override
  public void putNothing() {
    next().putNothing(rows);
  }

  @Override
  public void putNumber(long bits) {
    next().put(rows, bits);
  }

  @Override
  public void putText(String value) {
    next().put(rows, value);
  }

  @Override
  public void endRow() throws IOException {
    if (column != columns.size()) {
      throw new IllegalStateException(column + " values for " + columns.size() + " columns");
    }
    column = 0;
    rows++;
    if (rows == most || columns.stream().anyMatch(ArrowRowBuffer::isLong)) {
      flush();
    }
  }

  private void flush() throws IOException {
    List<Long> nulls = new ArrayList<>();
    List<Long> buffers = new ArrayList<>();
    for (ArrowRowBuffer each : columns) {
      nulls.add((long) each.nulls());
      each.sizes(rows).forEach(buffers::add);
    }
    out.write(ArrowMessages.rows(new ArrowMessages.Rows(rows, nulls, buffers)));
    for (ArrowRowBuffer each : columns) {
      each.write(rows, out);
    }
    rows = 0;
  }

  @Override
  public void end() throws IOException {
    if (rows > 0) {
      flush();
    }
    out.write(ArrowMessages.END);
  }
}
