package io.hypertile.schema.json;

import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Attributes;

/** Keys that the storage of new arrays can hold. Safe for use by many threads. */
@FunctionalInterface
public interface KeyRule {
  /**
   * Refuses the key of a new array that cannot be kept.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-attributes} with {@code attribute}
   */
  void require(ArraysSchema schema, Attributes primary);
}
