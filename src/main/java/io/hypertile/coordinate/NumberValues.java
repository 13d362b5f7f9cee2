package io.hypertile.coordinate;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Float16;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.OptionalLong;

/**
 * Coordinates that are numbers: whole numbers of up to 64 bits exactly, floats as float64. What is
 * looked up among floats of 16 or 32 bits is rounded to these first, as xarray does, so that 0.1 is
 * found among them.
 */
public final class NumberValues implements CoordinateValues {
  /** Key of NaN: that of a NaN which no float is kept as. */
  static final long MISSING = Long.MAX_VALUE;

  /** Every decimal of so many digits survives the way to float64 and back. */
  private static final int WRITTEN_DIGITS = 15;

  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

  private final DType type;
  private final long[] keys;
  private final SortedKeys sorted;

  /**
   * Numbers by their keys.
   *
   * @param type the type that the array has them in
   * @param keys made by {@link #key(double)} or, of whole numbers, {@link #key(DType, long)}; not
   *     to be changed
   */
  NumberValues(DType type, long[] keys) {
    this.type = type;
    this.keys = keys;
    this.sorted = SortedKeys.of(keys, isWhole() ? OptionalLong.empty() : OptionalLong.of(MISSING));
  }

  /** Whether the numbers are whole by their type. */
  public boolean isWhole() {
    return type.isInteger();
  }

  private boolean isUnsigned() {
    return type.kind() == DType.Kind.UNSIGNED;
  }

  /** Key of a float, in the order of floats; both zeros have one. */
  static long key(double value) {
    if (Double.isNaN(value)) {
      return MISSING;
    }
    return flipped(Double.doubleToLongBits(value == 0 ? 0.0 : value));
  }

  private static long flipped(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  /** Key of a whole number: of unsigned ones, of its bits. */
  static long key(DType type, long bits) {
    return type.kind() == DType.Kind.UNSIGNED ? bits ^ Long.MIN_VALUE : bits;
  }

  /** The keys in order. */
  public SortedKeys sorted() {
    return sorted;
  }

  @Override
  public int count() {
    return keys.length;
  }

  @Override
  public long bytes() {
    return (long) keys.length * Long.BYTES + sorted.bytes();
  }

  @Override
  public boolean isMissing(int position) {
    return !isWhole() && keys[position] == MISSING;
  }

  /** The number at a position, the nearest float64 of whole numbers. */
  public double number(int position) {
    return numberOf(keys[position]);
  }

  /** The number of a key. */
  public double numberOf(long key) {
    if (!isWhole()) {
      return key == MISSING ? Double.NaN : Double.longBitsToDouble(flipped(key));
    }
    return isUnsigned() ? whole(key).doubleValue() : (double) key;
  }

  /** Whether all are whole numbers that 64 bits with a sign hold. */
  public boolean isLong() {
    return isWhole()
        && (!isUnsigned() || sorted.count() == 0 || sorted.key(sorted.count() - 1) < 0);
  }

  /** The whole number at a position, where {@link #isLong} says that they are. */
  public long whole(int position) {
    return isUnsigned() ? keys[position] ^ Long.MIN_VALUE : keys[position];
  }

  private BigInteger whole(long key) {
    return isUnsigned() ? BigInteger.valueOf(key).subtract(LEAST) : BigInteger.valueOf(key);
  }

  /**
   * The value of a key of a finite number: of a float of up to 15 digits, of a short one its
   * shortest text, the decimal that was meant.
   */
  public BigDecimal value(long key) {
    if (isWhole()) {
      return new BigDecimal(whole(key));
    }
    BigDecimal written = new BigDecimal(textOf(key));
    return written.precision() <= WRITTEN_DIGITS ? written : new BigDecimal(numberOf(key));
  }

  /**
   * Whether the value of one key is nearer to another value than that of a second key, as pandas
   * measures it: in the type of short floats, else in float64.
   */
  public boolean isNearer(BigDecimal value, long one, long other) {
    if (isWhole()) {
      BigDecimal toOne = value.subtract(value(one)).abs();
      return toOne.compareTo(value.subtract(value(other)).abs()) < 0;
    }
    double number = value.doubleValue();
    double toOne = Math.abs(numberOf(one) - number);
    double toOther = Math.abs(numberOf(other) - number);
    return type == DType.FLOAT32 ? (float) toOne < (float) toOther : toOne < toOther;
  }

  @Override
  public String text(int position) {
    return textOf(keys[position]);
  }

  /** The text of a key. */
  public String textOf(long key) {
    if (isWhole()) {
      return isUnsigned() ? Long.toUnsignedString(key ^ Long.MIN_VALUE) : Long.toString(key);
    }
    double number = numberOf(key);
    return switch (type) {
      case FLOAT32 -> Float.toString((float) number);
      case FLOAT16 -> {
        StringBuilder text = new StringBuilder();
        Float16.append(text, Float16.ofDouble(number));
        yield text.toString();
      }
      default -> Double.toString(number);
    };
  }

  /** The value as it is looked up: rounded to the type of short floats. */
  public BigDecimal meant(BigDecimal value) {
    return switch (type) {
      case FLOAT32 -> finite((float) value.doubleValue(), value);
      case FLOAT16 -> finite(Float.float16ToFloat(Float16.ofDouble(value.doubleValue())), value);
      default -> isWhole() ? value : finite(value.doubleValue(), value);
    };
  }

  private static BigDecimal finite(double rounded, BigDecimal value) {
    return Double.isFinite(rounded) ? new BigDecimal(rounded) : value;
  }

  /** The greatest key whose value is not above another. */
  public long keyAtMost(BigDecimal value) {
    if (isWhole()) {
      return wholeKey(value.setScale(0, RoundingMode.FLOOR).toBigInteger());
    }
    double near = value.doubleValue();
    if (near == Double.POSITIVE_INFINITY) {
      return key(Double.MAX_VALUE);
    }
    if (near == Double.NEGATIVE_INFINITY) {
      return key(near);
    }
    return key(new BigDecimal(near).compareTo(value) <= 0 ? near : Math.nextDown(near));
  }

  /** The least key whose value is not below another. */
  public long keyAtLeast(BigDecimal value) {
    if (isWhole()) {
      return wholeKey(value.setScale(0, RoundingMode.CEILING).toBigInteger());
    }
    double near = value.doubleValue();
    if (near == Double.NEGATIVE_INFINITY) {
      return key(-Double.MAX_VALUE);
    }
    if (near == Double.POSITIVE_INFINITY) {
      return key(near);
    }
    return key(new BigDecimal(near).compareTo(value) >= 0 ? near : Math.nextUp(near));
  }

  /** Clipped to 64 bits. */
  private long wholeKey(BigInteger value) {
    BigInteger key = isUnsigned() ? value.add(LEAST) : value;
    return key.max(LEAST).min(GREATEST).longValue();
  }
}
