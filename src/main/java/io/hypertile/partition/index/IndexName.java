package io.hypertile.partition.index;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Name of an index: 1 to 64 letters, digits, dots, underscores and hyphens, a letter or a digit
 * first.
 *
 * @param text the name
 */
public record IndexName(String text) implements Comparable<IndexName> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /**
   * Checks the name.
   *
   * @throws ServiceException {@code invalid-name} if the text cannot be the name of an index
   */
  public IndexName {
    if (!isName(text)) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "The name of an index has 1 to 64 letters, digits, dots, underscores and hyphens, and"
              + " begins with a letter or a digit.",
          Map.of("name", Quoting.shortened(text, 100)),
          null);
    }
  }

  /** Whether a text is a name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  @Override
  public int compareTo(IndexName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
