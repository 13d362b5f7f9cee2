package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Texts in memory as UTF-8 and as characters of four bytes, without objects for them. */
public final class Utf8 {
  /** Most bytes of a character. */
  public static final int MOST_BYTES = 4;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final long TOP_BITS = 0x8080_8080_8080_8080L;
  private static final int LAST_CHARACTER = 0x10ffff;

  private Utf8() {}

  /** Whether bytes are a text: no surrogates, no longer forms, nothing cut short. */
  public static boolean isValid(MemorySegment bytes) {
    long size = bytes.byteSize();
    long at = 0;
    while (at < size) {
      if (size - at >= Long.BYTES && (bytes.get(CellLayouts.LONG, at) & TOP_BITS) == 0) {
        at += Long.BYTES;
        continue;
      }
      int length = lengthAt(bytes, at, size);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** Bytes of the character at a place; 0 if there is none. */
  private static int lengthAt(MemorySegment bytes, long at, long size) {
    int first = bytes.get(BYTE, at);
    if (first >= 0) {
      return 1;
    }
    int length = (first & 0xe0) == 0xc0 ? 2 : (first & 0xf0) == 0xe0 ? 3 : 4;
    if (length > size - at || length == 4 && (first & 0xf8) != 0xf0) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes.get(BYTE, at + i) & 0xc0) != 0x80) {
        return 0;
      }
    }
    int character = character(bytes, at);
    return isCharacter(character) && length(character) == length ? length : 0;
  }

  /** Whether a number is a character that UTF-8 can hold. */
  public static boolean isCharacter(int number) {
    return number >= 0
        && number <= LAST_CHARACTER
        && (number < Character.MIN_SURROGATE || number > Character.MAX_SURROGATE);
  }

  /** Bytes of a character. */
  public static int length(int character) {
    return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  }

  /** The character at a place of a valid text. */
  public static int character(MemorySegment bytes, long at) {
    int first = bytes.get(BYTE, at);
    if (first >= 0) {
      return first;
    }
    int second = bytes.get(BYTE, at + 1) & 0x3f;
    if ((first & 0xe0) == 0xc0) {
      return (first & 0x1f) << 6 | second;
    }
    int third = bytes.get(BYTE, at + 2) & 0x3f;
    if ((first & 0xf0) == 0xe0) {
      return (first & 0x0f) << 12 | second << 6 | third;
    }
    return (first & 0x07) << 18 | second << 12 | third << 6 | bytes.get(BYTE, at + 3) & 0x3f;
  }

  /** Number of characters of a valid text. */
  public static long characters(MemorySegment bytes) {
    long size = bytes.byteSize();
    long count = size;
    for (long at = 0; at < size; at++) {
      count -= (bytes.get(BYTE, at) & 0xc0) == 0x80 ? 1 : 0;
    }
    return count;
  }

  /**
   * Puts a character into an array.
   *
   * @return the place behind it
   */
  public static int put(int character, byte[] target, int at) {
    int next = at;
    switch (length(character)) {
      case 1 -> target[next++] = (byte) character;
      case 2 -> {
        target[next++] = (byte) (0xc0 | character >> 6);
        target[next++] = (byte) (0x80 | character & 0x3f);
      }
      case 3 -> {
        target[next++] = (byte) (0xe0 | character >> 12);
        target[next++] = (byte) (0x80 | character >> 6 & 0x3f);
        target[next++] = (byte) (0x80 | character & 0x3f);
      }
      default -> {
        target[next++] = (byte) (0xf0 | character >> 18);
        target[next++] = (byte) (0x80 | character >> 12 & 0x3f);
        target[next++] = (byte) (0x80 | character >> 6 & 0x3f);
        target[next++] = (byte) (0x80 | character & 0x3f);
      }
    }
    return next;
  }

  /** Bytes of a cell in front of the zeros that it ends with. */
  public static long unpadded(MemorySegment cell) {
    long size = cell.byteSize();
    while (size > 0 && cell.get(BYTE, size - 1) == 0) {
      size--;
    }
    return size;
  }

  /** Characters of four bytes of a cell in front of those zeros that it ends with. */
  public static long unpaddedCharacters(MemorySegment cell) {
    return Math.ceilDiv(unpadded(cell), Integer.BYTES);
  }
}
