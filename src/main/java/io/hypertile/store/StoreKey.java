package io.hypertile.store;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.CodePoints;
import io.hypertile.text.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Name of an object in a store: segments with slashes between them. It cannot leave the store: no
 * segment is empty, {@code .} or {@code ..}, and none holds a control character or a backslash.
 * Ordered by its bytes in UTF-8, as object stores list. Immutable.
 *
 * @param text the segments with slashes between them, at most {@value #MAX_BYTES} bytes in UTF-8
 */
public record StoreKey(String text) implements Comparable<StoreKey> {
  /** Bytes of the longest key that S3, Google Cloud Storage and Azure Blob all take. */
  public static final int MAX_BYTES = 1_024;

  /**
   * Checks the key.
   *
   * @throws ServiceException {@code invalid-name} if it is no key
   */
  public StoreKey {
    String fault = fault(text);
    if (fault != null) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "A key in a store " + fault + ".",
          Map.of("key", Quoting.shortened(text, 300)),
          null);
    }
  }

  /** The key of the segments in order. */
  public static StoreKey of(String first, String... more) {
    return new StoreKey(more.length == 0 ? first : first + "/" + String.join("/", more));
  }

  /** Whether a text is a key. */
  public static boolean isKey(String text) {
    return fault(text) == null;
  }

  static @Nullable String fault(String text) {
    if (text.isEmpty()) {
      return "must not be empty";
    }
    boolean isAscii = true;
    boolean hasSegments = true;
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c < ' ' || c == 0x7f || c == '\\') {
        return "must not hold control characters or backslashes";
      }
      isAscii &= c < 0x80;
      if (c == '/') {
        hasSegments &= isSegment(text, start, at);
        start = at + 1;
      }
    }
    // Keys are made for every look-up, and nearly all of them are ASCII.
    if (!isAscii && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      return "must be valid Unicode";
    }
    int bytes = isAscii ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      return "must not exceed " + MAX_BYTES + " bytes in UTF-8";
    }
    return hasSegments && isSegment(text, start, text.length())
        ? null
        : "must not hold an empty segment, . or ..";
  }

  private static boolean isSegment(String text, int start, int stop) {
    int length = stop - start;
    boolean isPoint = length > 0 && text.charAt(start) == '.';
    return length > 0
        && !(isPoint && length == 1)
        && !(isPoint && length == 2 && text.charAt(start + 1) == '.');
  }

  /** The last segment. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** The prefix that holds it: all segments but the last. */
  public StorePrefix parent() {
    int slash = text.lastIndexOf('/');
    return slash < 0 ? StorePrefix.ROOT : new StorePrefix(text.substring(0, slash));
  }

  /** The place of the objects whose keys begin with this one and a slash. */
  public StorePrefix asPrefix() {
    return new StorePrefix(text);
  }

  /** Whether it lies below the prefix. */
  public boolean isBelow(StorePrefix prefix) {
    return prefix.isRoot() || isBelow(text, prefix.text());
  }

  static boolean isBelow(String text, String above) {
    return text.length() > above.length()
        && text.charAt(above.length()) == '/'
        && text.startsWith(above);
  }

  @Override
  public int compareTo(StoreKey other) {
    return compare(text, other.text);
  }

  /** Order of two texts by their bytes in UTF-8, from which that of UTF-16 differs. */
  public static int compare(String one, String other) {
    return CodePoints.compare(one, other);
  }

  @Override
  public String toString() {
    return text;
  }
}
