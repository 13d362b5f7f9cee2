package io.hypertile.reduction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Means of whole numbers of 64 bits: their sum has 128 bits and is exact, so that only the mean is
 * rounded, once.
 */
final class LargeMeans implements Accumulator {
  private static final ValueLayout.OfLong WHOLE = ValueLayout.JAVA_LONG;
  private static final int STRIDE = 24;
  private static final MathContext DIGITS = new MathContext(60);

  private final boolean unsigned;
  private final MemorySegment state;

  LargeMeans(boolean unsigned, MemorySegment state) {
    this.unsigned = unsigned;
    this.state = state;
  }

  @Override
  public void add(Block block, int from, int to, long result) {
    long at = result * STRIDE;
    long low = state.get(WHOLE, at);
    long high = state.get(WHOLE, at + 8);
    long count = state.get(WHOLE, at + 16);
    for (int i = from; i < to; i++) {
      if (!block.missing[i]) {
        long value = block.wholes[i];
        low += value;
        high += (unsigned ? 0 : value >> 63) + (Long.compareUnsigned(low, value) < 0 ? 1 : 0);
        count++;
      }
    }
    state.set(WHOLE, at, low);
    state.set(WHOLE, at + 8, high);
    state.set(WHOLE, at + 16, count);
  }

  @Override
  public double real(long result) {
    long at = result * STRIDE;
    long count = state.get(WHOLE, at + 16);
    if (count == 0) {
      return Double.NaN;
    }
    BigInteger low = new BigInteger(Long.toUnsignedString(state.get(WHOLE, at)));
    BigInteger sum = BigInteger.valueOf(state.get(WHOLE, at + 8)).shiftLeft(64).add(low);
    return new BigDecimal(sum).divide(BigDecimal.valueOf(count), DIGITS).doubleValue();
  }
}
