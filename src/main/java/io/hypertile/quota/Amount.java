package io.hypertile.quota;

/**
 * Something that a storage holds, or that a change adds to it.
 *
 * @param bytes bytes of files or objects
 * @param arrays arrays, datasets or partitions
 */
public record Amount(long bytes, long arrays) {
  /** Nothing. */
  public static final Amount NONE = new Amount(0, 0);

  /** Sum of both, at most the largest number of 64 bits. */
  public Amount plus(Amount other) {
    return new Amount(sum(bytes, other.bytes), sum(arrays, other.arrays));
  }

  Amount minus(Amount other) {
    return new Amount(Math.max(0, bytes - other.bytes), Math.max(0, arrays - other.arrays));
  }

  private static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }
}
