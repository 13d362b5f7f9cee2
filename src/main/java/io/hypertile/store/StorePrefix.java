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

  /** Whether this is another place or lies below it. */
  public boolean isWithin(StorePrefix other) {
    return other.isRoot() || equals(other) || StoreKey.isBelow(text, other.text);
  }

  /** The place that this one lies in; the root for the root. */
  public StorePrefix parent() {
    int slash = text.lastIndexOf('/');
    return slash < 0 ? ROOT : new StorePrefix(text.substring(0, slash));
  }

  /**
   * The segments of a key behind this.
   *
   * @param key lies below this
   */
  public String relative(StoreKey key) {
    return behind(key.text());
  }

  /**
   * The segments of a place behind this.
   *
   * @param place lies below this, and is not this
   */
  public String relative(StorePrefix place) {
    return behind(place.text);
  }

  private String behind(String below) {
    return isRoot() ? below : below.substring(text.length() + 1);
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

  /**
   * The key with the text of this place, which all below it begin with.
   *
   * @throws ServiceException {@code invalid-name} for the root
   */
  public StoreKey asKey() {
    return new StoreKey(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
