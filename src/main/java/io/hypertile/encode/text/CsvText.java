package io.hypertile.encode.text;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.hypertile.ndarray.Utf8;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Texts in memory as fields of CSV, in quotes where they need them. An empty text is two quotes, as
 * readers take an empty field for a missing value.
 */
public final class CsvText {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private CsvText() {}

  /** Writes a text in UTF-8. */
  public static void putUtf8(MemorySegment text, TextBuffer out) throws IOException {
    long size = text.byteSize();
    boolean isQuoted =
        size == 0 || isSpace(text.get(JAVA_BYTE, 0)) || isSpace(text.get(JAVA_BYTE, size - 1));
    for (long at = 0; at < size && !isQuoted; at++) {
      isQuoted = isSpecial(text.get(JAVA_BYTE, at));
    }
    if (!isQuoted) {
      out.put(text, 0, size);
      return;
    }
    out.put('"');
    long clean = 0;
    for (long at = 0; at < size; at++) {
      if (text.get(JAVA_BYTE, at) == '"') {
        out.put(text, clean, at + 1 - clean);
        out.put('"');
        clean = at + 1;
      }
    }
    out.put(text, clean, size - clean);
    out.put('"');
  }

  private static boolean isSpace(int character) {
    return character >= 0 && character <= ' ';
  }

  private static boolean isSpecial(int character) {
    return character == ',' || character == '"' || character == '\r' || character == '\n';
  }

  /** Writes a text of characters of four bytes, of which zeros at the end are padding. */
  static void putCharacters(MemorySegment cell, TextBuffer out) throws IOException {
    long count = Utf8.unpaddedCharacters(cell);
    boolean isQuoted =
        count == 0
            || isSpace(cell.get(INT, 0))
            || isSpace(cell.get(INT, (count - 1) * Integer.BYTES));
    for (long n = 0; n < count && !isQuoted; n++) {
      isQuoted = isSpecial(cell.get(INT, n * Integer.BYTES));
    }
    if (isQuoted) {
      out.put('"');
    }
    for (long n = 0; n < count; n++) {
      int character = cell.get(INT, n * Integer.BYTES);
      out.putCharacter(character);
      if (character == '"') {
        out.put('"');
      }
    }
    if (isQuoted) {
      out.put('"');
    }
  }
}
