package io.hypertile.reading;

/**
 * A stretch of the cells of a result in C order.
 *
 * @param start its first byte
 * @param stop one past its last byte, greater than the start
 */
public record ByteSpan(long start, long stop) {
  /** All cells of a result. */
  public static ByteSpan whole(ReadCost cost) {
    return new ByteSpan(0, cost.bytes());
  }
}
