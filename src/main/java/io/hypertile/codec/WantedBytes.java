package io.hypertile.codec;

/**
 * Bytes of a chunk that are wanted, of all that it has.
 *
 * @param start the first
 * @param stop position behind the last
 */
public record WantedBytes(long start, long stop) {
  /** All bytes of a chunk of so many. */
  public static WantedBytes all(long count) {
    return new WantedBytes(0, count);
  }

  /** Whether all of the others are among these. */
  public boolean contains(WantedBytes other) {
    return start <= other.start && other.stop <= stop;
  }

  /** The wanted bytes of a part of the chunk, counted from the first byte of the part. */
  WantedBytes within(long first, long count) {
    long from = Math.clamp(start - first, 0, count);
    return new WantedBytes(from, Math.clamp(stop - first, from, count));
  }

  boolean isNone() {
    return start == stop;
  }
}
