package io.hypertile.journal.change;

/** Preconditions of changes. */
public final class Checks {
  private Checks() {}

  /** Refuses positions and lengths that no file has. */
  static void span(long position, long length) {
    require(
        position >= 0 && length >= 0 && position <= Long.MAX_VALUE - length,
        "position and length must lie within a file");
  }

  /** Refuses what breaks a rule with {@link IllegalArgumentException}. */
  public static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
