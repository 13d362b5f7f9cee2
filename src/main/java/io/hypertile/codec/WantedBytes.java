package io.hypertile.codec;

/**
 * Bytes of a chunk that are wanted, of all that it has.
 *
 * @param start the first
 * @param stop position behind the last
 */
public record WantedBytes(long start, long stop) {
  /** All of so many. */
  public static WantedBytes all(long count) {
    return new WantedBytes(0, count);
  }

  /** Whether others are among them. */
  public boolean contains(WantedBytes other) {
    return start <= other.start && other.stop <= stop;
  }

  /** Those of a part of the chunk, counted from its first byte; none if it has none of them. */
  WantedBytes within(long first, long count) {
    long from = Math.clamp(start - first, 0, count);
    return new WantedBytes(from, Math.clamp(stop - first, from, count));
  }

  boolean isNone() {
    return start == stop;
  }
}
