package io.hypertile.ndarray;

/**
 * Range of the numbers that a real dtype holds.
 *
 * @param type the dtype
 * @param min least whole number of an integer type
 * @param max greatest whole number of an integer type, the greatest long for 64 unsigned bits
 * @param precision bits of significand of a float
 * @param overflow least magnitude that rounds to infinity in a float; infinite for an integer type
 */
public record NumberRange(DType type, long min, long max, int precision, double overflow) {
  /** The range of a type; complex ones have that of their parts. */
  public static NumberRange of(DType dtype) {
    DType type = NumberConversion.component(dtype);
    return switch (type) {
      case INT8, INT16, INT32, INT64, LONGLONG -> {
        long min = -1L << (type.size() * 8 - 1);
        yield new NumberRange(type, min, ~min, 0, Double.POSITIVE_INFINITY);
      }
      case UINT8, UINT16, UINT32 -> {
        long max = (1L << type.size() * 8) - 1;
        yield new NumberRange(type, 0, max, 0, Double.POSITIVE_INFINITY);
      }
      case UINT64, ULONGLONG ->
          new NumberRange(type, 0, Long.MAX_VALUE, 0, Double.POSITIVE_INFINITY);
      case FLOAT16 -> new NumberRange(type, 0, 0, 11, 65520);
      case FLOAT32, COMPLEX64 -> new NumberRange(type, 0, 0, 24, 0x1.ffffffp127);
      case FLOAT64, COMPLEX128 -> new NumberRange(type, 0, 0, 53, Double.POSITIVE_INFINITY);
      case LONGDOUBLE, CLONGDOUBLE -> new NumberRange(type, 0, 0, 64, Double.POSITIVE_INFINITY);
    };
  }

  /** Whether an integer type holds the whole number of this unsigned magnitude. */
  public boolean holds(boolean negative, long magnitude) {
    if (magnitude == 0) {
      return true;
    }
    if (negative) {
      return -magnitude < 0 && -magnitude >= min;
    }
    return type == DType.UINT64 || magnitude > 0 && magnitude <= max;
  }

  /** Whether a float type holds the whole number of this unsigned magnitude exactly. */
  boolean isExact(long magnitude) {
    int zeros = Long.numberOfLeadingZeros(magnitude) + Long.numberOfTrailingZeros(magnitude);
    return zeros >= 64 - precision
        && (precision > 11 || Long.compareUnsigned(magnitude, 65504) <= 0);
  }

  /** Least double above every whole number of an integer type. */
  double endAsDouble() {
    return type == DType.UINT64 ? 0x1p64 : (double) max + (type.size() == 8 ? 0 : 1);
  }
}
