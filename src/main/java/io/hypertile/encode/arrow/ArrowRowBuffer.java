package io.hypertile.encode.arrow;

import io.hypertile.encode.table.ValueColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of a column that wait to be written. For one thread. */
final class ArrowRowBuffer {
  /** Bytes of texts from which on they are written. */
  private static final int LONG = 1 << 20;

  private final ValueColumn.Type type;
  private final byte[] present;
  private final ByteBuffer values;
  private final @Nullable ByteArrayOutputStream texts;
  private int nulls;

  ArrowRowBuffer(ValueColumn.Type type, int rows) {
    this.type = type;
    this.present = new byte[ArrowBuffers.bitBytes(rows)];
    this.values = ByteBuffer.allocate(valueBytes(type, rows)).order(ByteOrder.LITTLE_ENDIAN);
    this.texts = type == ValueColumn.Type.TEXT ? new ByteArrayOutputStream() : null;
  }

  /** Bytes of the values of some rows; of texts, of the places where they end. */
  private static int valueBytes(ValueColumn.Type type, int rows) {
    return switch (type) {
      case SIGNED, UNSIGNED, REAL, TIME -> rows * Long.BYTES;
      case TRUTH -> ArrowBuffers.bitBytes(rows);
      case TEXT -> (rows + 1) * Integer.BYTES;
    };
  }

  void putNothing(int row) {
    nulls++;
    if (type == ValueColumn.Type.TEXT) {
      endText(row);
    } else if (type != ValueColumn.Type.TRUTH) {
      values.putLong(row * Long.BYTES, 0);
    }
  }

  void put(int row, long bits) {
    ArrowBuffers.setBit(present, row);
    if (type == ValueColumn.Type.TRUTH) {
      if (bits != 0) {
        ArrowBuffers.setBit(values.array(), row);
      }
    } else {
      values.putLong(row * Long.BYTES, bits);
    }
  }

  void put(int row, String text) {
    ArrowBuffers.setBit(present, row);
    all().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    endText(row);
  }

  private ByteArrayOutputStream all() {
    ByteArrayOutputStream own = texts;
    if (own == null) {
      throw new IllegalStateException("a text in a column of numbers");
    }
    return own;
  }

  private void endText(int row) {
    values.putInt((row + 1) * Integer.BYTES, all().size());
  }

  int nulls() {
    return nulls;
  }

  boolean isLong() {
    return texts != null && texts.size() >= LONG;
  }

  /** Bytes of the buffers of some rows. */
  List<Long> sizes(int rows) {
    long own = valueBytes(type, rows);
    long presence = ArrowBuffers.bitBytes(rows);
    return texts == null ? List.of(presence, own) : List.of(presence, own, (long) texts.size());
  }

  /** Writes the buffers of all rows, which leave the column empty. */
  void write(int rows, OutputStream out) throws IOException {
    List<Long> sizes = sizes(rows);
    ArrowBuffers.write(present, sizes.get(0), out);
    ArrowBuffers.write(values.array(), sizes.get(1), out);
    if (texts != null) {
      ArrowBuffers.write(texts.toByteArray(), sizes.get(2), out);
      texts.reset();
    }
    nulls = 0;
    Arrays.fill(present, (byte) 0);
    if (type == ValueColumn.Type.TRUTH) {
      Arrays.fill(values.array(), (byte) 0);
    }
  }
}
