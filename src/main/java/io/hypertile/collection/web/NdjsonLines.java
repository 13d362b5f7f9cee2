package io.hypertile.collection.web;

import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.json.JsonReading;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Documents of a body with one in each line; blank lines are passed over. */
final class NdjsonLines {
  /** Longest line; no array has attributes for a longer one in practice. */
  static final int LONGEST_LINE = 1 << 20;

  private static final int MOST_BYTES = 4 << 20;

  /** Most documents of a body, since every one has its result. */
  private static final int MOST_DOCUMENTS = 2_000_000;

  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream body;
  private final int group;
  private long line;
  private long count;
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

  /**
   * The next documents; none at the end. A line that is too long or no JSON throws when asked.
   * Where the body is longer than may be, the lines before that are given, and one that says so.
   *
   * @throws ServiceException {@code body-too-large} if the first documents do not come to an end
   */
  List<Supplier<JsonNode>> next() throws IOException {
    List<Supplier<JsonNode>> documents = new ArrayList<>();
    long bytes = 0;
    while (!ended && documents.size() < group && bytes < MOST_BYTES) {
      ByteArrayOutputStream text = new ByteArrayOutputStream(256);
      boolean whole;
      try {
        whole = readLine(text);
      } catch (ServiceException e) {
        if (count + documents.size() == 0) {
          throw e;
        }
        documents.add(last(e));
        break;
      }
      long number = ++line;
      bytes += text.size();
      byte[] content = number == 1 ? withoutMark(text.toByteArray()) : text.toByteArray();
      boolean blank = whole && isBlank(content);
      if (!blank && count + documents.size() == MOST_DOCUMENTS) {
        documents.add(last(tooMany()));
      } else if (!whole) {
        documents.add(() -> {
          throw tooLong(number);
        });
      } else if (!blank) {
        documents.add(() -> parse(content, number));
      }
    }
    count += documents.size();
    return documents;
  }

  /**
   * Ends the lines with a failure, thrown when it is this line's turn: the arrays of the lines
   * before it are created all the same, since some may have been created already.
   */
  private Supplier<JsonNode> last(ServiceException failure) {
    ended = true;
    ServiceException placed = failure.with("body_line", line);
    return () -> {
      throw placed;
    };
  }

  private static ServiceException tooMany() {
    return TooLarge.bodyPast(
        MOST_DOCUMENTS,
        "A batch has at most "
            + MOST_DOCUMENTS
            + " lines; send this one and those behind it in another request.");
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
    return TooLarge.bodyPast(
            LONGEST_LINE,
            "The line has more than " + LONGEST_LINE + " bytes; create this array by itself.")
        .with("body_line", number);
  }
}
