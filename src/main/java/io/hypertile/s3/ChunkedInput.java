package io.hypertile.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * Takes the frame off a body of the content coding {@code aws-chunked}: lines with the length of
 * each piece in hexadecimal digits and perhaps a signature, which is not looked at, then lines of
 * trailers. For one thread.
 */
public final class ChunkedInput extends InputStream {
  private static final int LONGEST_LINE = 8 << 10;
  private static final int MOST_TRAILERS = 32;
  private static final int MOST_DIGITS = 15;

  private final InputStream framed;
  private final BiConsumer<String, String> trailers;
  private long left;
  private boolean isFirst = true;
  private boolean isOver;

  /**
   * A body.
   *
   * @param framed the bytes as they come
   * @param trailers takes names and values of the lines behind the last piece
   */
  public ChunkedInput(InputStream framed, BiConsumer<String, String> trailers) {
    this.framed = framed;
    this.trailers = trailers;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !isOver) {
      next();
    }
    if (isOver) {
      return -1;
    }
    int read = framed.read(target, offset, (int) Math.min(left, length));
    if (read < 0) {
      throw cut();
    }
    left -= read;
    return read;
  }

  private void next() throws IOException {
    if (!isFirst && !line().isEmpty()) {
      throw malformed();
    }
    isFirst = false;
    String head = line();
    int semicolon = head.indexOf(';');
    String digits = (semicolon < 0 ? head : head.substring(0, semicolon)).strip();
    left = length(digits);
    if (left == 0) {
      isOver = true;
      readTrailers();
    }
  }

  private static long length(String digits) {
    boolean isHex =
        !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
    if (!isHex) {
      throw malformed();
    }
    return Long.parseLong(digits, 16);
  }

  private void readTrailers() throws IOException {
    for (int count = 0; count < MOST_TRAILERS; count++) {
      String line = line();
      if (line.isEmpty()) {
        return;
      }
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw malformed();
      }
      trailers.accept(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    throw malformed();
  }

  /** The next line; the end of the body counts as an empty one behind the last piece. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = framed.read(); next != '\n'; next = framed.read()) {
      if (next < 0) {
        if (isOver && line.size() == 0) {
          return "";
        }
        throw cut();
      }
      if (line.size() == LONGEST_LINE) {
        throw malformed();
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static S3Failure cut() {
    return new S3Failure(
        S3Code.INCOMPLETE_BODY, "The body ended early; send it again, nothing was changed.");
  }

  private static S3Failure malformed() {
    return new S3Failure(
        S3Code.INVALID_REQUEST,
        "The body is not in the pieces that the content coding aws-chunked has.");
  }
}
