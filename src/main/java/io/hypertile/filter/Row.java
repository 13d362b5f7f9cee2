package io.hypertile.filter;

import java.util.Optional;

/** What is filtered and sorted: an array, or whatever else has values in fields. */
@FunctionalInterface
public interface Row {
  /** The key of the value in a field; empty when it is null. */
  Optional<Key> key(Field field);
}
