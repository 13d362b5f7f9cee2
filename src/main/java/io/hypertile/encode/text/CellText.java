package io.hypertile.encode.text;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Utf8;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Writes cells as text, one at a time, and makes no objects for them. Bytes are base64, times ISO
 * 8601 in the precision of their unit, lengths of time their count.
 */
@FunctionalInterface
public interface CellText {
  /** The count that stands for no time. */
  long NAT = Long.MIN_VALUE;

  /** Writes a cell of a block, counted from its first. */
  void put(CellBlock cells, long cell, TextBuffer out) throws IOException;

  /** Cells as JSON values. */
  static CellText json(CellType type, JsonStyle style) {
    byte[] nat = TextBuffer.ascii(style.isNanText() ? "\"NaT\"" : "null");
    return switch (type) {
      case DType dtype -> number(dtype, NumberText.json(dtype, style), "[", "]");
      case CellType.Truth truth -> truth();
      case CellType.TimePoint time -> time(new TimeText(time), nat, "\"");
      case CellType.TimeSpan time -> count(nat, style.isLongText() ? "\"" : "");
      case CellType.FixedText text ->
          (cells, cell, out) -> JsonText.putCharacters(fixed(cells, cell, text), out);
      case CellType.FixedBytes bytes ->
          quoted((cells, cell, out) -> base64(trimmed(fixed(cells, cell, bytes)), out));
      case CellType.RawBytes bytes ->
          quoted((cells, cell, out) -> base64(fixed(cells, cell, bytes), out));
      case CellType.Text text -> (cells, cell, out) -> JsonText.putUtf8(cells.bytes(cell), out);
      case CellType.AnyBytes bytes -> quoted((cells, cell, out) -> base64(cells.bytes(cell), out));
    };
  }

  /** Cells as fields of CSV; a complex one is two. */
  static CellText csv(CellType type) {
    byte[] nat = TextBuffer.ascii("NaT");
    return switch (type) {
      case DType dtype -> number(dtype, NumberText.plain(dtype), "", "");
      case CellType.Truth truth -> truth();
      case CellType.TimePoint time -> time(new TimeText(time), nat, "");
      case CellType.TimeSpan time -> count(nat, "");
      case CellType.FixedText text ->
          (cells, cell, out) -> CsvText.putCharacters(fixed(cells, cell, text), out);
      case CellType.FixedBytes bytes ->
          (cells, cell, out) -> base64(trimmed(fixed(cells, cell, bytes)), out);
      case CellType.RawBytes bytes -> (cells, cell, out) -> base64(fixed(cells, cell, bytes), out);
      case CellType.Text text -> (cells, cell, out) -> CsvText.putUtf8(cells.bytes(cell), out);
      case CellType.AnyBytes bytes -> (cells, cell, out) -> base64(cells.bytes(cell), out);
    };
  }

  private static CellText number(DType dtype, NumberText numbers, String before, String behind) {
    int size = dtype.size();
    if (dtype.kind() != DType.Kind.COMPLEX) {
      return (cells, cell, out) -> numbers.put(cells.cells(), cell * size, out);
    }
    byte[] start = TextBuffer.ascii(before);
    byte[] end = TextBuffer.ascii(behind);
    return (cells, cell, out) -> {
      out.put(start);
      numbers.put(cells.cells(), cell * size, out);
      out.put(',');
      numbers.put(cells.cells(), cell * size + size / 2, out);
      out.put(end);
    };
  }

  private static CellText truth() {
    byte[] yes = TextBuffer.ascii("true");
    byte[] no = TextBuffer.ascii("false");
    return (cells, cell, out) -> out.put(cells.cells().get(JAVA_BYTE, cell) == 0 ? no : yes);
  }

  private static CellText time(TimeText text, byte[] nat, String quote) {
    byte[] mark = TextBuffer.ascii(quote);
    return (cells, cell, out) -> {
      long count = count(cells, cell);
      if (count == NAT) {
        out.put(nat);
        return;
      }
      out.put(mark);
      text.put(count, out);
      out.put(mark);
    };
  }

  private static CellText count(byte[] nat, String quote) {
    byte[] mark = TextBuffer.ascii(quote);
    return (cells, cell, out) -> {
      long count = count(cells, cell);
      if (count == NAT) {
        out.put(nat);
        return;
      }
      out.put(mark);
      out.putLong(count);
      out.put(mark);
    };
  }

  private static long count(CellBlock cells, long cell) {
    return cells
        .cells()
        .get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), cell * Long.BYTES);
  }

  private static CellText quoted(CellText text) {
    return (cells, cell, out) -> {
      out.put('"');
      text.put(cells, cell, out);
      out.put('"');
    };
  }

  private static MemorySegment fixed(CellBlock cells, long cell, CellType type) {
    return cells.cells().asSlice(cell * type.size(), type.size());
  }

  private static MemorySegment trimmed(MemorySegment cell) {
    return cell.asSlice(0, Utf8.unpadded(cell));
  }

  private static void base64(MemorySegment bytes, TextBuffer out) throws IOException {
    Base64Text.put(bytes, out);
  }
}
