package io.hypertile.encode.text;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Float16;
import io.hypertile.ndarray.X87;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes the numbers of cells as text: integers exactly, floats in the shortest form that gives the
 * same number of their own type again.
 */
public final class NumberText {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final double PLAIN = 1e7;

  private final DType dtype;
  private final boolean quoted;
  private final byte[] nan;
  private final byte[] infinity;
  private final byte[] minusInfinity;

  private NumberText(DType dtype, String nan, String quote, boolean quoted) {
    this.dtype = dtype;
    this.quoted = quoted;
    this.nan = TextBuffer.ascii(nan);
    this.infinity = TextBuffer.ascii(quote + "Infinity" + quote);
    this.minusInfinity = TextBuffer.ascii(quote + "-Infinity" + quote);
  }

  /** Numbers as JSON values. */
  public static NumberText json(DType dtype, JsonStyle style) {
    boolean nanText = style.isNanText();
    boolean quoted = style.isLongText() && dtype.isInteger() && dtype.size() == 8;
    return new NumberText(dtype, nanText ? "\"NaN\"" : "null", "\"", quoted);
  }

  /** Numbers without quotes. */
  public static NumberText plain(DType dtype) {
    return new NumberText(dtype, "NaN", "", false);
  }

  /** The first cell of a segment, for messages. */
  public static String plain(DType dtype, MemorySegment cell) {
    TextBuffer text = new TextBuffer();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    text.open(out);
    NumberText numbers = plain(dtype);
    try {
      numbers.put(cell, 0, text);
      if (dtype.kind() == DType.Kind.COMPLEX) {
        text.put(", ");
        numbers.put(cell, dtype.componentSize(), text);
      }
      text.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.US_ASCII);
  }

  /** Writes one number; of a complex cell the part at the offset. */
  void put(MemorySegment cells, long at, TextBuffer out) throws IOException {
    switch (dtype) {
      case INT8 -> out.putLong(cells.get(JAVA_BYTE, at));
      case INT16 -> out.putLong(cells.get(SHORT, at));
      case INT32 -> out.putLong(cells.get(INT, at));
      case UINT8 -> out.putLong(cells.get(JAVA_BYTE, at) & 0xff);
      case UINT16 -> out.putLong(cells.get(SHORT, at) & 0xffff);
      case UINT32 -> out.putLong(cells.get(INT, at) & 0xffff_ffffL);
      case INT64, LONGLONG, UINT64, ULONGLONG -> putWide(cells.get(LONG, at), out);
      case FLOAT16 -> putHalf(cells.get(SHORT, at), out);
      case FLOAT32, COMPLEX64 -> putFloat(cells.get(FLOAT, at), out);
      case FLOAT64, COMPLEX128 -> putDouble(cells.get(DOUBLE, at), out);
      case LONGDOUBLE, CLONGDOUBLE -> putExtended(X87.get(cells, at), out);
    }
  }

  private void putWide(long value, TextBuffer out) throws IOException {
    if (quoted) {
      out.put('"');
    }
    if (dtype.kind() == DType.Kind.UNSIGNED) {
      out.putUnsignedLong(value);
    } else {
      out.putLong(value);
    }
    if (quoted) {
      out.put('"');
    }
  }

  private void putHalf(short half, TextBuffer out) throws IOException {
    float value = Float.float16ToFloat(half);
    if (isPlainWhole(value)) {
      putWhole(value, out);
    } else if (Float.isFinite(value)) {
      Float16.append(out.scratch(), half);
      out.putScratch();
    } else {
      putSpecial(value, out);
    }
  }

  private void putFloat(float value, TextBuffer out) throws IOException {
    if (isPlainWhole(value)) {
      putWhole(value, out);
    } else if (Float.isFinite(value)) {
      out.scratch().append(value);
      out.putScratch();
    } else {
      putSpecial(value, out);
    }
  }

  private void putDouble(double value, TextBuffer out) throws IOException {
    if (isPlainWhole(value)) {
      putWhole(value, out);
    } else if (Double.isFinite(value)) {
      out.scratch().append(value);
      out.putScratch();
    } else {
      putSpecial(value, out);
    }
  }

  private void putExtended(X87 value, TextBuffer out) throws IOException {
    if (value.isFinite()) {
      out.scratch().append(value);
      out.putScratch();
    } else {
      putSpecial(value.toDouble(), out);
    }
  }

  /** Whether the number is whole and short, as most are in practice; not so for -0.0. */
  private static boolean isPlainWhole(double value) {
    return value == (int) value
        && Math.abs(value) < PLAIN
        && (value != 0 || Double.doubleToRawLongBits(value) == 0);
  }

  private static void putWhole(double value, TextBuffer out) throws IOException {
    out.putLong((long) value);
    out.put('.');
    out.put('0');
  }

  private void putSpecial(double value, TextBuffer out) throws IOException {
    if (Double.isNaN(value)) {
      out.put(nan);
    } else {
      out.put(value > 0 ? infinity : minusInfinity);
    }
  }
}
