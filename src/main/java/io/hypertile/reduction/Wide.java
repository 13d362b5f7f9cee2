package io.hypertile.reduction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A number with about 106 bits of precision and an exponent beyond that of every type of cells: the
 * exact sum of two float64, times a power of 2^512. Operations change the number they are called
 * on. Used by one thread.
 */
final class Wide {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Bytes of a number that is kept in memory. */
  static final int BYTES = 24;

  private static final int STEP = 512;
  private static final double LARGE = 0x1p400;
  private static final double SMALL = 0x1p-400;
  private static final long INFINITE = 1 << 20;
  private static final int BIAS = 16383;
  private static final int TOP_EXPONENT = 0x7fff;
  private static final int BITS = 64;

  private double high;
  private double low;
  private long steps;

  /** Becomes a float64. */
  void set(double value) {
    high = value;
    low = 0;
    steps = 0;
    normalize();
  }

  void set(Wide other) {
    high = other.high;
    low = other.low;
    steps = other.steps;
  }

  /** Becomes an 80-bit number in 16 bytes. */
  void setExtended(MemorySegment cells, long at) {
    long significand = cells.get(LONG, at);
    int top = cells.get(SHORT, at + 8) & 0xffff;
    int biased = top & TOP_EXPONENT;
    if (biased == TOP_EXPONENT || biased != 0 && significand >= 0) {
      boolean infinite = biased == TOP_EXPONENT && significand == Long.MIN_VALUE;
      set(infinite ? Double.POSITIVE_INFINITY : Double.NaN);
    } else {
      // The upper 53 bits and the lower 11 are float64 each.
      double upper = (double) (significand >>> 12) * 4096;
      double lower = (double) (significand & 0xfff);
      int exponent = Math.max(biased, 1) - BIAS - (BITS - 1);
      steps = Math.floorDiv(exponent + BITS, STEP);
      int rest = (int) (exponent - steps * STEP);
      double one = Math.scalb(upper, rest);
      double other = Math.scalb(lower, rest);
      high = one + other;
      low = other - (high - one);
      normalize();
    }
    if (top > TOP_EXPONENT) {
      negate();
    }
  }

  /** Becomes a number that was kept. */
  void load(MemorySegment state, long at) {
    high = state.get(ValueLayout.JAVA_DOUBLE, at);
    low = state.get(ValueLayout.JAVA_DOUBLE, at + 8);
    steps = state.get(ValueLayout.JAVA_LONG, at + 16);
  }

  /** Keeps the number in memory; zeros are the number 0. */
  void store(MemorySegment state, long at) {
    state.set(ValueLayout.JAVA_DOUBLE, at, high);
    state.set(ValueLayout.JAVA_DOUBLE, at + 8, low);
    state.set(ValueLayout.JAVA_LONG, at + 16, steps);
  }

  boolean isNaN() {
    return Double.isNaN(high);
  }

  void negate() {
    high = -high;
    low = -low;
  }

  /** Adds another number. */
  void add(Wide other) {
    if (other.high == 0 || isBeyond(other)) {
      return;
    }
    if (high == 0 || other.isBeyond(this)) {
      set(other);
      return;
    }
    double one = high;
    double oneLow = low;
    double two = other.high;
    double twoLow = other.low;
    if (steps > other.steps) {
      two *= 0x1p-512;
      twoLow *= 0x1p-512;
    } else if (steps < other.steps) {
      one *= 0x1p-512;
      oneLow *= 0x1p-512;
      steps = other.steps;
    }
    double sum = one + two;
    double back = sum - one;
    double error = (one - (sum - back)) + (two - back) + (oneLow + twoLow);
    put(sum, error);
  }

  /** Whether another number is too small to change this one. */
  private boolean isBeyond(Wide other) {
    return steps - other.steps >= 2 && high != 0;
  }

  /** Subtracts another number. */
  void subtract(Wide other) {
    other.negate();
    add(other);
    other.negate();
  }

  /** Multiplies with another number. */
  void multiply(Wide other) {
    double product = high * other.high;
    double error = Math.fma(high, other.high, -product) + (high * other.low + low * other.high);
    steps += other.steps;
    put(product, error);
  }

  /** Divides by a number that is not 0. */
  void divide(double divisor) {
    double quotient = high / divisor;
    double error = (Math.fma(-quotient, divisor, high) + low) / divisor;
    put(quotient, error);
  }

  /** Becomes its own square root. */
  void root() {
    if (high <= 0) {
      return;
    }
    if ((steps & 1) != 0) {
      high *= 0x1p512;
      low *= 0x1p512;
      steps--;
    }
    double root = Math.sqrt(high);
    double error = (Math.fma(-root, root, high) + low) / (2 * root);
    steps /= 2;
    put(root, error);
  }

  private void put(double value, double error) {
    high = value + error;
    // What is not finite has no error.
    low = Double.isFinite(high) ? error - (high - value) : 0;
    if (!Double.isFinite(value)) {
      high = value;
    }
    normalize();
  }

  /** Brings the number near 1 by whole steps, so that no operation exceeds float64. */
  private void normalize() {
    double magnitude = Math.abs(high);
    if (!Double.isFinite(high)) {
      // None is too small beside it, and it is too small beside none.
      steps = INFINITE;
    } else if (magnitude > LARGE) {
      high *= 0x1p-512;
      low *= 0x1p-512;
      steps++;
    } else if (magnitude < SMALL) {
      steps = magnitude == 0 ? 0 : steps - 1;
      high *= 0x1p512;
      low = magnitude == 0 ? 0 : low * 0x1p512;
      if (magnitude != 0) {
        normalize();
      }
    }
  }

  /** Compares two numbers that are no NaN. */
  int compare(Wide other) {
    if (Math.signum(high) != Math.signum(other.high) || high == 0) {
      return Double.compare(high + 0.0, other.high + 0.0);
    }
    if (steps != other.steps && Double.isFinite(high) && Double.isFinite(other.high)) {
      Wide difference = new Wide();
      difference.set(this);
      difference.subtract(other);
      return (int) Math.signum(difference.high);
    }
    return high != other.high ? Double.compare(high, other.high) : Double.compare(low, other.low);
  }

  /** The nearest float64. */
  double toDouble() {
    return Math.scalb(high, Math.clamp(steps * STEP, -6 * STEP, 6 * STEP));
  }

  /** Writes the nearest 80-bit number in 16 bytes. */
  void putExtended(MemorySegment target, long at) {
    double whole = Math.abs(high);
    double part = high < 0 ? -low : low;
    int sign = Double.doubleToRawLongBits(high) < 0 ? TOP_EXPONENT + 1 : 0;
    if (high == 0 || !Double.isFinite(high)) {
      long special = Double.isNaN(high) ? 3L << 62 : high == 0 ? 0 : Long.MIN_VALUE;
      int kept = Double.isNaN(high) ? 0 : sign;
      put(target, at, special, high == 0 ? kept : kept | TOP_EXPONENT);
      return;
    }
    int exponent = Math.getExponent(whole);
    if (part < 0 && whole == Math.scalb(1.0, exponent)) {
      exponent--;
    }
    long biased = BIAS + exponent + steps * STEP;
    int drop = Math.clamp(1 - biased, 0, BITS);
    int shift = BITS - 1 - exponent - drop;
    double scaled = Math.scalb(whole, shift);
    double even = Math.rint(scaled);
    long significand = unsigned(even) + (long) Math.rint(scaled - even + Math.scalb(part, shift));
    if (significand == 0 && drop == 0) {
      significand = Long.MIN_VALUE;
      biased++;
    }
    long top = drop > 0 ? (significand < 0 ? 1 : 0) : biased;
    boolean over = top >= TOP_EXPONENT;
    put(target, at, over ? Long.MIN_VALUE : significand, sign | (over ? TOP_EXPONENT : (int) top));
  }

  /** The lowest 64 bits of a whole number up to 2^64. */
  private static long unsigned(double whole) {
    if (whole < 0x1p63) {
      return (long) whole;
    }
    return whole < 0x1p64 ? (long) (whole - 0x1p63) ^ Long.MIN_VALUE : 0;
  }

  private static void put(MemorySegment target, long at, long significand, int top) {
    target.set(LONG, at, significand);
    target.set(LONG, at + 8, top);
  }
}
