package io.hypertile.store;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.util.Map;

/**
 * A place in a store that keys lie below: segments with slashes between them, without one at the
 * end, or the root of the store. Obeys the rules of {@link StoreKey}. Immutable.
 *
 * @param text the segments; empty for the root
 */
public record StorePrefix(String text) {
  /** All of the store. */
  public static final StorePrefix ROOT = new StorePrefix("");

  /**
   * Checks the prefix.
   *
   * @throws ServiceException {@code invalid-name} if no key can lie below it
   */
  public StorePrefix {
    String fault = text.isEmpty() ? null : StoreKey.fault(text);
    if (fault != null) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "A prefix in a store " + fault + ".",
          Map.of("prefix", Quoting.shortened(text, 300)),
          null);
    }
  }

  /** Whether this is all of the store. */
  public boolean isRoot() {
    return text.isEmpty();
  }

  /**
   * The key of one or more segments below.
   *
   * @throws ServiceException {@code invalid-name} if they are no segments of a key
   */
  public StoreKey key(String segments) {
    return new StoreKey(isRoot() ? segments : text + "/" + segments);
  }

  /**
   * The prefix of one or more segments below.
   *
   * @throws ServiceException {@code invalid-name} if they are no segments of a key
   */
  public StorePrefix child(String segments) {
    return key(segments).asPrefix();
  }

  @Override
  public String toString() {
    return text;
  }
}
