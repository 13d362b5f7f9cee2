package io.hypertile.encode.table;

import io.hypertile.encode.text.CsvText;
import io.hypertile.encode.text.TextBuffer;
import io.hypertile.encode.text.TimeText;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A table as CSV (RFC 4180): a head of names, absent values empty, an empty text as two quotes,
 * truth values as {@code true} and {@code false}, times in ISO 8601 with nanoseconds.
 */
public final class CsvRows implements RowWriter {
  private final List<ValueColumn> columns;
  private final TextBuffer out = new TextBuffer();
  private final TimeText times = TimeText.ofNanoseconds();
  private int column;

  /** Begins a table. */
  public CsvRows(List<ValueColumn> columns, OutputStream target) throws IOException {
    this.columns = List.copyOf(columns);
    out.open(target);
    for (ValueColumn each : columns) {
      putText(each.name());
    }
    endRow();
  }

  private void next() throws IOException {
    if (column++ > 0) {
      out.put(',');
    }
  }

  @Override
  public void putNothing() throws IOException {
    next();
  }

  @Override
  public void putNumber(long bits) throws IOException {
    ValueColumn.Type type = columns.get(column).type();
    if (type == ValueColumn.Type.REAL) {
      putReal(Double.longBitsToDouble(bits), Double.BYTES);
      return;
    }
    next();
    switch (type) {
      case SIGNED -> out.putLong(bits);
      case UNSIGNED -> out.putUnsignedLong(bits);
      case TRUTH -> out.put(bits == 0 ? "false" : "true");
      case TIME -> {
        times.put(bits, out);
        out.put('Z');
      }
      case REAL, TEXT -> throw new IllegalStateException("a number in a column of texts");
    }
  }

  @Override
  public void putReal(double value, int bytes) throws IOException {
    next();
    StringBuilder text = out.scratch();
    if (bytes <= Float.BYTES) {
      text.append((float) value);
    } else {
      text.append(value);
    }
    out.putScratch();
  }

  @Override
  public void putText(String value) throws IOException {
    next();
    CsvText.putUtf8(MemorySegment.ofArray(value.getBytes(StandardCharsets.UTF_8)), out);
  }

  @Override
  public void endRow() throws IOException {
    out.put('\r');
    out.put('\n');
    column = 0;
  }

  @Override
  public void end() throws IOException {
    out.flush();
  }
}
