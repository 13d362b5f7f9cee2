package io.hypertile.encode;

import io.hypertile.encode.text.CellText;
import io.hypertile.encode.text.JsonStyle;
import io.hypertile.encode.text.TextBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a JSON answer; keeps its place in the nested lists between slabs of cells. */
final class JsonEncoder implements CellEncoder {
  private final @Nullable String name;
  private final CellsHeader header;
  private final EncodeOptions options;
  private final Shape shape;
  private final long total;
  private final CellText values;
  private final TextBuffer text = new TextBuffer();
  private final long[] index;
  private long written;

  JsonEncoder(CellsHeader header, EncodeOptions options) {
    this(header, options, null);
  }

  /**
   * Writes one answer, or a part of one.
   *
   * @param name a name that the document bears; null for none
   */
  JsonEncoder(CellsHeader header, EncodeOptions options, @Nullable String name) {
    this.name = name;
    this.header = header;
    this.options = options;
    this.shape = header.shape();
    this.total = shape.cells();
    this.values =
        CellText.json(
            header.dtype(),
            new JsonStyle(
                options.nan() == EncodeOptions.NanText.STRING,
                options.int64() == EncodeOptions.Int64Text.STRING));
    this.index = new long[shape.rank()];
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    text.open(out);
    if (options.layout() == EncodeOptions.Layout.DOCUMENT) {
      text.put('{');
      if (name != null) {
        text.put("\"name\":");
        text.putJsonString(name);
        text.put(',');
      }
      text.put("\"dtype\":\"" + header.dtype().numpyName() + "\",\"shape\":[");
      for (int axis = 0; axis < shape.rank(); axis++) {
        comma(axis);
        text.putLong(shape.length(axis));
      }
      text.put("],\"dimensions\":[");
      for (int axis = 0; axis < shape.rank(); axis++) {
        comma(axis);
        text.putJsonString(header.dimensions().get(axis));
      }
      text.put("],");
      if (options.coordinates()) {
        coordinates();
      }
      text.put("\"data\":");
    }
    if (total == 0) {
      emptyLists(0);
    }
    text.flush();
  }

  private void coordinates() throws IOException {
    text.put("\"coordinates\":{");
    for (int axis = 0; axis < shape.rank(); axis++) {
      comma(axis);
      column(header.dimensions().get(axis), header.coordinates().get(axis), shape.length(axis));
    }
    for (CellsHeader.Beside beside : header.beside()) {
      text.put(',');
      column(beside.name(), beside.column(), shape.length(0));
    }
    text.put("},");
  }

  private void column(String name, CoordinateColumn column, long count) throws IOException {
    text.putJsonString(name);
    text.put(":[");
    for (long n = 0; n < count; n++) {
      comma(n);
      if (column.isNumber()) {
        text.put(column.isBeyondNumbers(n) ? "null" : column.text(n));
      } else {
        text.putJsonString(column.text(n));
      }
    }
    text.put(']');
  }

  private void comma(long before) throws IOException {
    if (before > 0) {
      text.put(',');
    }
  }

  /** Lists without cells: an axis of length 0 has no lists of the axes after it. */
  private void emptyLists(int axis) throws IOException {
    text.put('[');
    for (long n = 0; n < shape.length(axis); n++) {
      comma(n);
      emptyLists(axis + 1);
    }
    text.put(']');
  }

  @Override
  public void cells(CellBlock cells, OutputStream out) throws IOException {
    long count = cells.cells().byteSize() / header.dtype().size();
    if (count > total - written) {
      throw new IllegalStateException("more cells than the " + total + " announced");
    }
    text.open(out);
    int last = index.length - 1;
    long done = 0;
    while (done < count) {
      open();
      long run = last < 0 ? 1 : Math.min(count - done, shape.length(last) - index[last]);
      long before = last < 0 ? 0 : index[last];
      for (long i = 0; i < run; i++) {
        comma(before + i);
        values.put(cells, done + i, text);
      }
      done += run;
      written += run;
      close(run);
    }
    text.flush();
  }

  /** Opens the lists that begin with the next cell. */
  private void open() throws IOException {
    int axis = index.length;
    while (axis > 0 && index[axis - 1] == 0) {
      axis--;
    }
    if (axis > 0 && axis < index.length) {
      text.put(',');
    }
    for (; axis < index.length; axis++) {
      text.put('[');
    }
  }

  /** Moves on past a run of cells on the last axis, and closes the lists that end with it. */
  private void close(long run) throws IOException {
    int axis = index.length - 1;
    if (axis < 0) {
      return;
    }
    index[axis] += run;
    while (axis >= 0 && index[axis] == shape.length(axis)) {
      text.put(']');
      index[axis--] = 0;
      if (axis >= 0) {
        index[axis]++;
      }
    }
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (written != total) {
      throw new IllegalStateException(written + " cells of " + total + " were given");
    }
    text.open(out);
    if (options.layout() == EncodeOptions.Layout.DOCUMENT) {
      text.put('}');
    }
    text.flush();
  }
}
