package io.hypertile.hdf5.filter;

import java.util.Optional;

/**
 * The values of a filter's setting.
 *
 * @param least the least value
 * @param most the greatest value
 * @param usual the value where none is given
 */
public record Setting(int least, int most, int usual) {
  /** Whether a value is in range. */
  boolean has(int value) {
    return value >= least && value <= most;
  }

  /** A stored value, moved into the range; the usual one where none is stored. */
  int nearest(Optional<Integer> stored) {
    return Math.clamp(stored.orElse(usual), least, most);
  }

  /** A stored value; the usual one where none is stored or it is out of range. */
  int known(Optional<Integer> stored) {
    return stored.filter(this::has).orElse(usual);
  }
}
