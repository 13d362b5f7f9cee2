package io.hypertile.filter;

import java.util.Optional;

/** Known ranges of the values that some rows have in their fields. */
@FunctionalInterface
public interface Ranges {
  /** The values in a field; empty when nothing is known of them. */
  Optional<Range> find(Field field);

  /**
   * The values of some rows in one field.
   *
   * @param low a key that no value's key is below, empty without one; the key of NaN is above those
   *     of all other floats
   * @param high a key that no value's key is above, empty without one
   * @param nulls rows that have no value
   */
  record Range(Optional<Key> low, Optional<Key> high, Nulls nulls) {
    /** The one value that all rows have. */
    public static Range of(Key key) {
      return new Range(Optional.of(key), Optional.of(key), Nulls.NONE);
    }

    /** Whether a value may have the key. */
    boolean mayHold(Key key) {
      return low.map(bound -> bound.compareTo(key) <= 0).orElse(true)
          && high.map(bound -> bound.compareTo(key) >= 0).orElse(true);
    }

    /** Whether all values are one, and it has the key. */
    boolean isOnly(Key key) {
      return low.equals(high) && low.filter(key::equals).isPresent();
    }
  }

  /** Rows without a value. */
  enum Nulls {
    /** Every row has a value. */
    NONE,
    /** Some rows may have none. */
    SOME,
    /** No row has a value. */
    ALL
  }
}
