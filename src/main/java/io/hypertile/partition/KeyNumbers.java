package io.hypertile.partition;

import java.util.Optional;
import java.util.regex.Pattern;

/** Whole numbers as paths of partitions have them. */
final class KeyNumbers {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(_[0-9]+)*");

  private KeyNumbers() {}

  /**
   * The number of a text, in any padding; empty if it is not a whole number, or takes more than 64
   * bits.
   */
  static Optional<Long> find(String text) {
    if (text.length() > 64 || !NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text.replace("_", "")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
