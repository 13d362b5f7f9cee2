package io.hypertile.store;

/**
 * State of one object, as its store names it: an entity tag or a generation. Equal versions of one
 * key mean equal bytes; versions of different keys or stores have nothing in common.
 *
 * @param text opaque, not empty
 */
public record ObjectVersion(String text) {
  /** Checks that there is a text. */
  public ObjectVersion {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a version has a text");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
