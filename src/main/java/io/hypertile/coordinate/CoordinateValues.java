package io.hypertile.coordinate;

/**
 * Coordinates of all positions of an axis, in memory. Immutable, so that any threads may share
 * them.
 */
public sealed interface CoordinateValues permits NumberValues, TimeValues, TextValues {
  /** Number of positions. */
  int count();

  /** Bytes of memory that they take, about. */
  long bytes();

  /** The coordinate at a position, as answers show it. */
  String text(int position);

  /** Whether the coordinate at a position is NaN or NaT, which no look-up finds. */
  boolean isMissing(int position);
}
