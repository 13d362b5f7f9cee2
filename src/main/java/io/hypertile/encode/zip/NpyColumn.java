package io.hypertile.encode.zip;

import io.hypertile.encode.CoordinateColumn;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.coordinates.CoordinateVariable;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Coordinates as an NPY file: positions as int64, numbers as float64, times as {@code
 * datetime64[us]}, or {@code datetime64[ns]} where they are so fine, labels as texts of the longest
 * one's length. Immutable.
 */
final class NpyColumn {
  private static final int PIECE = 8192;

  private final CoordinateVariable variable;
  private final int valueBytes;
  private final byte[] head;

  NpyColumn(CoordinateVariable variable) {
    this.variable = variable;
    boolean isText =
        switch (variable.column().kind()) {
          case TEXTS, DATES -> true;
          case POSITIONS, NUMBERS, TIMES -> false;
        };
    this.valueBytes = isText ? longest(variable) * Integer.BYTES : Long.BYTES;
    String descr =
        switch (variable.column().kind()) {
          case POSITIONS -> "<i8";
          case NUMBERS -> "<f8";
          case TIMES -> variable.column().isFine() ? "<M8[ns]" : "<M8[us]";
          case TEXTS, DATES -> "<U" + valueBytes / Integer.BYTES;
        };
    Shape shape = variable.axis().isPresent() ? Shape.of(variable.count()) : Shape.of();
    this.head = NpyFormat.header(descr, shape);
  }

  private static int longest(CoordinateVariable variable) {
    int longest = 1;
    for (long n = 0; n < variable.count(); n++) {
      String text = variable.column().text(n);
      longest = Math.max(longest, text.codePointCount(0, text.length()));
    }
    return longest;
  }

  /** Bytes of the file. */
  long size() {
    return head.length + variable.count() * valueBytes;
  }

  void write(ZipStream zip, OutputStream out) throws IOException {
    zip.open(out);
    zip.write(head, out);
    int each = Math.max(1, PIECE / valueBytes);
    for (long n = 0; n < variable.count(); n += each) {
      int count = (int) Math.min(each, variable.count() - n);
      zip.write(piece(n, count), out);
    }
    zip.close(out);
  }

  private byte[] piece(long first, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * valueBytes).order(ByteOrder.LITTLE_ENDIAN);
    CoordinateColumn column = variable.column();
    for (int n = 0; n < count; n++) {
      switch (column.kind()) {
        case POSITIONS, TIMES -> bytes.putLong(column.whole(first + n));
        case NUMBERS -> bytes.putDouble(column.number(first + n));
        case TEXTS, DATES -> {
          bytes.position(n * valueBytes);
          column.text(first + n).codePoints().forEach(bytes::putInt);
        }
      }
    }
    return bytes.array();
  }
}
