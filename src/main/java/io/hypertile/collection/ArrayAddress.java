package io.hypertile.collection;

import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;

/** Address of an array as a client gives it. */
public sealed interface ArrayAddress {
  /** By its id. */
  record ById(ArrayId id) implements ArrayAddress {}

  /**
   * By its key.
   *
   * @param primary all primary attributes in schema order, at least one
   */
  record ByKey(Attributes primary) implements ArrayAddress {}
}
