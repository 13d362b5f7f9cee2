package io.hypertile.deker.web;

import java.io.IOException;
import java.io.InputStream;

/**
 * A JSON body as Python writes it, made strict: the bare words {@code NaN}, {@code Infinity} and
 * {@code -Infinity} outside of texts become {@code null} and the texts that the interface's own
 * JSON has for infinities. Everything else goes through as it is. Used by one thread.
 */
final class PythonNumbers extends InputStream {
  private static final int SIZE = 8192;
  private static final byte[] NAN = bytes("NaN");
  private static final byte[] INFINITY = bytes("Infinity");
  private static final byte[] STRICT_NAN = bytes("null");
  private static final byte[] STRICT_INFINITY = bytes("\"Infinity\"");
  private static final byte[] STRICT_MINUS = bytes("\"-Infinity\"");

  private final InputStream body;
  private final byte[] buffer = new byte[SIZE];
  private int at;
  private int end;
  private byte[] pending = new byte[0];
  private int pendingAt;
  private boolean inText;
  private boolean escaped;

  /** Takes a body, which it does not close. */
  PythonNumbers(InputStream body) {
    this.body = body;
  }

  private static byte[] bytes(String ascii) {
    return ascii.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  @Override
  public int read() throws IOException {
    if (pendingAt < pending.length) {
      return pending[pendingAt++];
    }
    if (!fill(1)) {
      return -1;
    }
    byte next = buffer[at++];
    if (inText) {
      boolean ends = next == '"' && !escaped;
      escaped = next == '\\' && !escaped;
      inText = !ends;
      return next & 0xFF;
    }
    return switch (next) {
      case '"' -> {
        inText = true;
        yield next;
      }
      case 'N' -> word(NAN, 1, STRICT_NAN, next);
      case 'I' -> word(INFINITY, 1, STRICT_INFINITY, next);
      case '-' -> fill(1) && buffer[at] == 'I' ? word(INFINITY, 0, STRICT_MINUS, next) : next;
      default -> next & 0xFF;
    };
  }

  /** The first byte of the replacement if the rest of a word follows, else the byte as it is. */
  private int word(byte[] word, int from, byte[] replacement, byte found) throws IOException {
    int rest = word.length - from;
    if (!fill(rest) || !java.util.Arrays.equals(buffer, at, at + rest, word, from, word.length)) {
      return found;
    }
    at += rest;
    pending = replacement;
    pendingAt = 1;
    return replacement[0];
  }

  /** Whether so many bytes could be had; small numbers only. */
  private boolean fill(int count) throws IOException {
    if (end - at >= count) {
      return true;
    }
    System.arraycopy(buffer, at, buffer, 0, end - at);
    end -= at;
    at = 0;
    while (end < count) {
      int read = body.read(buffer, end, SIZE - end);
      if (read < 0) {
        return false;
      }
      end += read;
    }
    return true;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = 0;
    while (count < length && (count == 0 || at < end || pendingAt < pending.length)) {
      int next = read();
      if (next < 0) {
        return count == 0 ? -1 : count;
      }
      target[offset + count++] = (byte) next;
    }
    return length == 0 ? 0 : count;
  }
}
