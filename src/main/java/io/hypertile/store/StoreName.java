package io.hypertile.store;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Name of a store in the settings, of a form that can stand in a variable of the environment, in a
 * URL and in a label of a meter. Immutable.
 *
 * @param text 1 to 63 lower-case letters, digits and dashes, with a letter first
 */
public record StoreName(String text) implements Comparable<StoreName> {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /**
   * Checks the name.
   *
   * @throws ServiceException {@code invalid-name} if it is no name of a store
   */
  public StoreName {
    if (!isValid(text)) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "The name of a store has up to 63 lower-case letters, digits and dashes, with a letter"
              + " first.",
          Map.of("name", Quoting.shortened(text, 100)),
          null);
    }
  }

  /** Whether a text can be a name. */
  public static boolean isValid(String text) {
    return NAME.matcher(text).matches();
  }

  @Override
  public int compareTo(StoreName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
