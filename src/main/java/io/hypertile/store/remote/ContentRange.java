package io.hypertile.store.remote;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an answer that says which bytes of an object it holds.
 *
 * @param first position of the first
 * @param length number of bytes, at least 1
 * @param size bytes of the object in all
 */
public record ContentRange(long first, long length, long size) {
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private static final Pattern NONE = Pattern.compile("bytes \\*/(\\d{1,18})");

  /** Reads the header of an answer with bytes; empty if it says nothing that can be. */
  public static Optional<ContentRange> parse(String header) {
    Matcher matcher = RANGE.matcher(header.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long first = Long.parseLong(matcher.group(1));
    long last = Long.parseLong(matcher.group(2));
    long size = Long.parseLong(matcher.group(3));
    // Some name the end that was asked for, behind the end of the object.
    long stop = Math.min(last + 1, size);
    return first <= last && first < size
        ? Optional.of(new ContentRange(first, stop - first, size))
        : Optional.empty();
  }

  /** The size that the answer to a range outside of the object names. */
  public static Optional<Long> sizeOnly(String header) {
    Matcher matcher = NONE.matcher(header.strip());
    return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
  }
}
