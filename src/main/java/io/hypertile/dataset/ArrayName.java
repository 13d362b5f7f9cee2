package io.hypertile.dataset;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.CodePoints;
import io.hypertile.text.Quoting;
import java.util.Map;

/**
 * Name of an array within its dataset (atlas-rules.md 8).
 *
 * @param text the name as given
 */
public record ArrayName(String text) implements Comparable<ArrayName> {
  private static final int MAX_BYTES = 250;

  /**
   * Checks the name.
   *
   * @throws ServiceException {@code invalid-name} if it is empty, {@code .} or {@code ..}, begins
   *     with an underscore, or holds a slash, a backslash or a control character
   */
  public ArrayName {
    String fault =
        text.indexOf('/') >= 0 ? "must not hold a slash" : NameRules.fault(text, MAX_BYTES);
    if (fault != null) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "The name of the array " + fault + ".",
          Map.of("name", Quoting.shortened(text, 100)),
          null);
    }
  }

  /** In the order of their code points. */
  @Override
  public int compareTo(ArrayName other) {
    return CodePoints.compare(text, other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
