package io.hypertile.encode;

import io.hypertile.encode.text.CellText;
import io.hypertile.encode.text.TextBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes a CSV answer, a row for each cell. */
final class CsvEncoder implements CellEncoder {
  /** Coordinates of an axis are kept as bytes up to this length, else made for every row. */
  private static final int MAX_KEPT = 4096;

  private final CellsHeader header;
  private final Shape shape;
  private final long total;
  private final CellText values;
  private final TextBuffer text = new TextBuffer();
  private final long[] index;
  private final byte[][] @Nullable [] kept;
  private long written;

  CsvEncoder(CellsHeader header) {
    this.header = header;
    this.shape = header.shape();
    this.total = shape.cells();
    this.values = CellText.csv(header.dtype());
    this.index = new long[shape.rank()];
    this.kept = new byte[shape.rank()][][];
    for (int axis = 0; axis < kept.length; axis++) {
      boolean small = shape.length(axis) <= MAX_KEPT;
      kept[axis] = new byte[small ? (int) shape.length(axis) : 0][];
    }
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    text.open(out);
    for (TableColumns.Coordinates column : TableColumns.coordinates(header)) {
      text.put(field(column.name()));
      text.put(',');
    }
    text.put(String.join(",", TableColumns.cells(header)));
    text.put("\r\n");
    text.flush();
  }

  @Override
  public void cells(CellBlock cells, OutputStream out) throws IOException {
    long count = cells.cells().byteSize() / header.dtype().size();
    if (count > total - written) {
      throw new IllegalStateException("more cells than the " + total + " announced");
    }
    text.open(out);
    for (long cell = 0; cell < count; cell++) {
      for (int axis = 0; axis < index.length; axis++) {
        text.put(coordinate(axis));
        text.put(',');
        if (axis == 0) {
          beside();
        }
      }
      values.put(cells, cell, text);
      text.put('\r');
      text.put('\n');
      advance();
    }
    written += count;
    text.flush();
  }

  @Override
  public void end(OutputStream out) {
    if (written != total) {
      throw new IllegalStateException(written + " cells of " + total + " were given");
    }
  }

  private void beside() throws IOException {
    for (CellsHeader.Beside beside : header.beside()) {
      text.put(field(beside.column().text(index[0])));
      text.put(',');
    }
  }

  private boolean isComplex() {
    return header.dtype() instanceof DType dtype && dtype.kind() == DType.Kind.COMPLEX;
  }

  private byte[] coordinate(int axis) {
    byte[] @Nullable [] row = kept[axis];
    int n = (int) Math.min(index[axis], MAX_KEPT);
    byte[] known = n < row.length ? row[n] : null;
    if (known != null) {
      return known;
    }
    byte[] made = field(header.coordinates().get(axis).text(index[axis]));
    if (n < row.length) {
      row[n] = made;
    }
    return made;
  }

  private void advance() {
    int axis = index.length - 1;
    while (axis >= 0 && ++index[axis] == shape.length(axis)) {
      index[axis--] = 0;
    }
  }

  private static byte[] field(String content) {
    boolean quote =
        content.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
            || !content.strip().equals(content);
    String field = quote ? '"' + content.replace("\"", "\"\"") + '"' : content;
    return field.getBytes(StandardCharsets.UTF_8);
  }
}
