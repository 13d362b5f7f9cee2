package io.hypertile.filter;

import java.util.Optional;

/** Subject of filters and orders: an array, or anything else with values in fields. */
@FunctionalInterface
public interface Row {
  /** The key of the value in a field; empty when it is null. */
  Optional<Key> key(Field field);
}
