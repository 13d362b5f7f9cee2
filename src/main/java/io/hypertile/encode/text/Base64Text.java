package io.hypertile.encode.text;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Bytes as base64 (RFC 4648, section 4, with padding), without objects for them. */
public final class Base64Text {
  private static final byte[] DIGITS =
      TextBuffer.ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

  private Base64Text() {}

  /** Writes bytes. */
  static void put(MemorySegment bytes, TextBuffer out) throws IOException {
    long size = bytes.byteSize();
    long at = 0;
    for (; at + 3 <= size; at += 3) {
      int group = octet(bytes, at) << 16 | octet(bytes, at + 1) << 8 | octet(bytes, at + 2);
      put(group, 4, out);
    }
    if (size - at == 1) {
      put(octet(bytes, at) << 16, 2, out);
      out.put('=');
      out.put('=');
    } else if (size - at == 2) {
      put(octet(bytes, at) << 16 | octet(bytes, at + 1) << 8, 3, out);
      out.put('=');
    }
  }

  private static int octet(MemorySegment bytes, long at) {
    return bytes.get(JAVA_BYTE, at) & 0xff;
  }

  private static void put(int group, int digits, TextBuffer out) throws IOException {
    for (int digit = 0; digit < digits; digit++) {
      out.put((char) DIGITS[group >> 18 - 6 * digit & 0x3f]);
    }
  }

  /**
   * Reads bytes.
   *
   * @param text characters of the text
   * @param target has room for three bytes for each four characters
   * @return false if the text is no base64; some bytes may have been put then
   */
  public static boolean read(char[] text, int start, int length, ByteBuffer target) {
    if (length % 4 != 0) {
      return false;
    }
    int padding = 0;
    while (padding < Math.min(2, length) && text[start + length - 1 - padding] == '=') {
      padding++;
    }
    for (int at = 0; at < length; at += 4) {
      int digits = at + 4 == length ? 4 - padding : 4;
      int group = 0;
      for (int digit = 0; digit < 4; digit++) {
        int value = digit < digits ? value(text[start + at + digit]) : 0;
        if (value < 0) {
          return false;
        }
        group = group << 6 | value;
      }
      if ((group & (1 << 8 * (4 - digits)) - 1) != 0) {
        return false;
      }
      for (int octet = 0; octet < digits - 1; octet++) {
        target.put((byte) (group >> 16 - 8 * octet));
      }
    }
    return true;
  }

  private static int value(char digit) {
    if (digit >= 'A' && digit <= 'Z') {
      return digit - 'A';
    }
    if (digit >= 'a' && digit <= 'z') {
      return digit - 'a' + 26;
    }
    if (digit >= '0' && digit <= '9') {
      return digit - '0' + 52;
    }
    return digit == '+' ? 62 : digit == '/' ? 63 : -1;
  }
}
