package io.hypertile.schema;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Name of a collection, which is also the name of its directory (deker-rules.md 2 to 7). Blanks and
 * any letters are allowed, but no name that could leave the storage root or take the place of a
 * lock file.
 *
 * @param text the name as given
 */
public record CollectionName(String text) implements Comparable<CollectionName> {
  /** Room for {@code .json} and {@code .lock} within the 255 bytes of a file name. */
  private static final int MAX_BYTES = 250;

  /**
   * Checks the name.
   *
   * @throws ServiceException {@code invalid-name} if it cannot be a directory name of its own
   */
  public CollectionName {
    String fault = fault(text);
    if (fault != null) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "The collection name " + fault + ".",
          Map.of("name", Quoting.shortened(text, MAX_BYTES)),
          null);
    }
  }

  /** Whether a text can be a name. */
  public static boolean isValid(String text) {
    return fault(text) == null;
  }

  private static @org.jspecify.annotations.Nullable String fault(String text) {
    if (text.isBlank()) {
      return "must hold a character that is not white space";
    }
    if (text.equals(".") || text.equals("..")) {
      return "must not be . or ..";
    }
    if (text.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
      return "must not hold a slash, a backslash or a control character";
    }
    if (text.endsWith(".lock")) {
      return "must not end in .lock, which is the ending of lock files";
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      return "must be valid Unicode";
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return "must not exceed " + MAX_BYTES + " bytes in UTF-8";
    }
    return null;
  }

  @Override
  public int compareTo(CollectionName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
