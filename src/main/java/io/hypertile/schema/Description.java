package io.hypertile.schema;

import java.util.Optional;

/**
 * Texts for people, and anything else that belongs to a collection.
 *
 * @param title a line
 * @param text more lines
 * @param attributes an object of JSON
 */
public record Description(
    Optional<String> title, Optional<String> text, Optional<String> attributes) {
  /** Nothing is said. */
  public static final Description NONE =
      new Description(Optional.empty(), Optional.empty(), Optional.empty());
}
