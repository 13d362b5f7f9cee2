package io.hypertile.encode.text;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.hypertile.ndarray.Utf8;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Texts in memory as JSON strings with their quotes. */
public final class JsonText {
  private static final byte[] ESCAPE = TextBuffer.ascii("\\u");
  private static final byte[] HEX = TextBuffer.ascii("0123456789abcdef");
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private JsonText() {}

  /** Writes a text in UTF-8. */
  public static void putUtf8(MemorySegment text, TextBuffer out) throws IOException {
    out.put('"');
    long size = text.byteSize();
    long clean = 0;
    for (long at = 0; at < size; at++) {
      byte octet = text.get(JAVA_BYTE, at);
      if (isSpecial(octet)) {
        out.put(text, clean, at - clean);
        putSpecial(octet, out);
        clean = at + 1;
      }
    }
    out.put(text, clean, size - clean);
    out.put('"');
  }

  private static boolean isSpecial(int character) {
    return character >= 0 && character < ' ' || character == '"' || character == '\\';
  }

  private static void putSpecial(int character, TextBuffer out) throws IOException {
    if (character == '"' || character == '\\') {
      out.put('\\');
      out.put((char) character);
    } else {
      escape(character, out);
    }
  }

  private static void escape(int character, TextBuffer out) throws IOException {
    out.put(ESCAPE);
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.put((char) HEX[character >> shift & 0xf]);
    }
  }

  /** Writes a text of characters of four bytes, of which zeros at the end are padding. */
  static void putCharacters(MemorySegment cell, TextBuffer out) throws IOException {
    out.put('"');
    long count = Utf8.unpaddedCharacters(cell);
    for (long n = 0; n < count; n++) {
      int character = cell.get(INT, n * Integer.BYTES);
      if (isSpecial(character)) {
        putSpecial(character, out);
      } else if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
        escape(character, out);
      } else {
        out.putCharacter(character);
      }
    }
    out.put('"');
  }
}
