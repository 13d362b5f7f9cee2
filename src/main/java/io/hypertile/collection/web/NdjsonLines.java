package io.hypertile.collection.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.JsonReading;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Documents of a body with one in each line; blank lines are passed over. */
final class NdjsonLines {
  /** Longest line; no array has attributes for a longer one in practice. */
  static final int LONGEST_LINE = 1 << 20;

  private static final int MOST_BYTES = 4 << 20;
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream body;
  private final int group;
  private long line;
  private boolean ended;

  /**
   * The lines of a body.
   *
   * @param group most documents that are given at a time
   */
  NdjsonLines(InputStream body, int group) {
    this.body = new BufferedInputStream(body, 1 << 16);
    this.group = group;
  }

  /** The next documents; none at the end. A line that is too long or no JSON throws when asked. */
  List<Supplier<JsonNode>> next() throws IOException {
    List<Supplier<JsonNode>> documents = new ArrayList<>();
    long bytes = 0;
    while (!ended && documents.size() < group && bytes < MOST_BYTES) {
      ByteArrayOutputStream text = new ByteArrayOutputStream(256);
      boolean whole = readLine(text);
      long number = ++line;
      bytes += text.size();
      byte[] content = number == 1 ? withoutMark(text.toByteArray()) : text.toByteArray();
      if (!whole) {
        documents.add(() -> {
          throw tooLong(number);
        });
      } else if (!isBlank(content)) {
        documents.add(() -> parse(content, number));
      }
    }
    return documents;
  }

  /** Reads up to the end of the line; false if it was too long, and its end is passed over. */
  private boolean readLine(ByteArrayOutputStream text) throws IOException {
    boolean whole = true;
    while (true) {
      int next = body.read();
      if (next < 0) {
        ended = true;
        return whole;
      }
      if (next == '\n') {
        return whole;
      }
      if (text.size() == LONGEST_LINE) {
        whole = false;
      } else {
        text.write(next);
      }
    }
  }

  /** Some programs begin every text with a byte order mark. */
  private static byte[] withoutMark(byte[] text) {
    boolean marked =
        text.length >= MARK.length && Arrays.equals(text, 0, MARK.length, MARK, 0, MARK.length);
    return marked ? Arrays.copyOfRange(text, MARK.length, text.length) : text;
  }

  private static boolean isBlank(byte[] text) {
    for (byte each : text) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }

  private static JsonNode parse(byte[] text, long number) {
    try {
      return JsonReading.parse(text);
    } catch (ServiceException e) {
      throw e.with("body_line", number);
    }
  }

  private static ServiceException tooLong(long number) {
    return new ServiceException(
        ErrorCode.BODY_TOO_LARGE,
        "The line has more than " + LONGEST_LINE + " bytes; create this array by itself.",
        Map.of("limit", LONGEST_LINE, "body_line", number),
        null);
  }
}
