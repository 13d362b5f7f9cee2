package io.hypertile.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an answer (RFC 9110, 14).
 *
 * @param start its first byte
 * @param stop one past its last byte; equal to the start when the answer has none of the bytes
 *     asked for
 */
public record AnswerRange(long start, long stop) {
  private static final Pattern SINGLE =
      Pattern.compile("bytes=[ \\t,]*([0-9]*)-([0-9]*)[ \\t,]*", Pattern.CASE_INSENSITIVE);

  private static final int MAX_DIGITS = 18;

  /**
   * The part that a request asks for. Empty for the whole answer: when none is asked for, or
   * several are, or the header is not well-formed.
   *
   * @param length bytes of the whole answer, at least 1
   */
  public static Optional<AnswerRange> of(HttpServletRequest request, long length) {
    String header = request.getHeader("Range");
    return header == null || !request.getMethod().equals("GET")
        ? Optional.empty()
        : parse(header, length);
  }

  static Optional<AnswerRange> parse(String header, long length) {
    Matcher matcher = SINGLE.matcher(header);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty()
          ? Optional.empty()
          : Optional.of(new AnswerRange(Math.max(0, length - number(last)), length));
    }
    long start = number(first);
    long stop = last.isEmpty() ? length : Math.min(length, number(last) + 1);
    if (!last.isEmpty() && number(last) < start) {
      return Optional.empty();
    }
    return Optional.of(start >= length ? new AnswerRange(0, 0) : new AnswerRange(start, stop));
  }

  /** A number past all sizes is as good as any other of these. */
  private static long number(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > MAX_DIGITS ? Long.MAX_VALUE - 1 : Long.parseLong(significant);
  }

  /** Whether none of the bytes asked for exists. */
  public boolean isUnsatisfiable() {
    return start >= stop;
  }

  /** Number of bytes. */
  public long size() {
    return stop - start;
  }

  /** The {@code Content-Range} header of this part. */
  public String contentRange(long length) {
    return "bytes " + start + "-" + (stop - 1) + "/" + length;
  }

  /**
   * Whether a range may be served for the answer of the tag: {@code If-Range} asks for the whole if
   * the answer has changed, and a date or a weak tag proves nothing.
   */
  public static boolean isFresh(HttpServletRequest request, String etag) {
    String condition = request.getHeader("If-Range");
    return condition == null || condition.strip().equals(etag);
  }
}
