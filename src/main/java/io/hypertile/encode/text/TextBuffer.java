package io.hypertile.encode.text;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Utf8;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Text on its way out: a byte array that is emptied into a stream whenever it is full. */
public final class TextBuffer {
  private static final int CAPACITY = 32 * 1024;
  private static final int MAX_LONG = 20;
  private static final byte[] MIN_LONG = ascii(Long.toString(Long.MIN_VALUE));

  private final byte[] bytes = new byte[CAPACITY];
  private final StringBuilder scratch = new StringBuilder();
  private int size;
  private OutputStream out = OutputStream.nullOutputStream();

  /** The bytes of an ASCII text. */
  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Sets the stream that full buffers go to. */
  public void open(OutputStream stream) {
    out = stream;
  }

  /** Writes what is waiting. */
  public void flush() throws IOException {
    out.write(bytes, 0, size);
    size = 0;
  }

  private void reserve(int count) throws IOException {
    if (bytes.length - size < count) {
      flush();
    }
  }

  /** Writes an ASCII character. */
  public void put(char ascii) throws IOException {
    reserve(1);
    bytes[size++] = (byte) ascii;
  }

  /** Writes bytes. */
  public void put(byte[] content) throws IOException {
    int at = 0;
    while (at < content.length) {
      reserve(1);
      int count = Math.min(content.length - at, bytes.length - size);
      System.arraycopy(content, at, bytes, size, count);
      size += count;
      at += count;
    }
  }

  /** Writes bytes of a segment. */
  public void put(MemorySegment content, long from, long count) throws IOException {
    long at = from;
    while (at < from + count) {
      reserve(1);
      int part = (int) Math.min(from + count - at, bytes.length - size);
      MemorySegment.copy(content, ValueLayout.JAVA_BYTE, at, bytes, size, part);
      size += part;
      at += part;
    }
  }

  /**
   * Writes a character in UTF-8.
   *
   * @throws ServiceException {@code not-encodable} if the number is that of no character
   */
  public void putCharacter(int character) throws IOException {
    if (!Utf8.isCharacter(character)) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "A text has the number %d in place of a character; ask for NPY."
              .formatted(Integer.toUnsignedLong(character)));
    }
    reserve(Utf8.MOST_BYTES);
    size = Utf8.put(character, bytes, size);
  }

  /** Writes a text in UTF-8. */
  public void put(String text) throws IOException {
    put(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a whole number in decimal. */
  public void putLong(long value) throws IOException {
    if (value == Long.MIN_VALUE) {
      put(MIN_LONG);
      return;
    }
    reserve(MAX_LONG);
    if (value < 0) {
      bytes[size++] = '-';
    }
    putDigits(Math.abs(value));
  }

  /** Writes a whole number without sign in decimal. */
  public void putUnsignedLong(long value) throws IOException {
    reserve(MAX_LONG);
    if (value >= 0) {
      putDigits(value);
      return;
    }
    long tens = Long.divideUnsigned(value, 10);
    putDigits(tens);
    bytes[size++] = (byte) ('0' + (value - tens * 10));
  }

  private void putDigits(long value) {
    int count = 1;
    for (long limit = 10; count < 19 && value >= limit; limit *= 10) {
      count++;
    }
    long rest = value;
    for (int at = size + count - 1; at >= size; at--) {
      long tens = rest / 10;
      bytes[at] = (byte) ('0' + (rest - tens * 10));
      rest = tens;
    }
    size += count;
  }

  /** An empty builder for a short ASCII text, to be given to {@link #putScratch}. */
  public StringBuilder scratch() {
    scratch.setLength(0);
    return scratch;
  }

  /** Writes the short text. */
  public void putScratch() throws IOException {
    int length = scratch.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      bytes[size + i] = (byte) scratch.charAt(i);
    }
    size += length;
  }

  /** Writes a JSON string with its quotes; characters that are no Unicode text are escaped. */
  public void putJsonString(String text) throws IOException {
    put('"');
    int clean = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean lone = Character.isSurrogate(c) && !isPair(text, i);
      if (c < ' ' || c == '"' || c == '\\' || lone) {
        put(text.substring(clean, i));
        put(c == '"' || c == '\\' ? "\\" + c : String.format("\\u%04x", (int) c));
        clean = i + 1;
      }
    }
    put(text.substring(clean));
    put('"');
  }

  private static boolean isPair(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
    }
    return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
