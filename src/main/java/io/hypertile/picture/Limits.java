package io.hypertile.picture;

/**
 * Values at both ends of a scale, finite and positive where the scale is logarithmic.
 *
 * @param low at most the high one
 */
record Limits(double low, double high) {
  /** Whether a value can have a place on a scale. */
  static boolean counts(double value, boolean log) {
    return Double.isFinite(value) && (!log || value > 0);
  }

  /** Ends with room between them and the values, some even where all values are the same. */
  Limits widened(double part) {
    double room =
        low == high
            ? Math.max(Math.abs(low) * part, Double.MIN_NORMAL)
            : (high * part - low * part);
    room = low == 0 && high == 0 ? 1 : room;
    return new Limits(
        Math.max(low - room, -Double.MAX_VALUE), Math.min(high + room, Double.MAX_VALUE));
  }

  /** The same for logarithmic scales. */
  Limits widenedByRatio(double part) {
    double room = low == high ? 2 : Math.pow(high / low, part);
    return new Limits(
        Math.max(low / room, Double.MIN_VALUE), Math.min(high * room, Double.MAX_VALUE));
  }

  /**
   * Places of values between these ends.
   *
   * @param log whether equal distances are equal ratios
   */
  Places places(boolean log) {
    return log ? new Places(Math.log10(low), Math.log10(high), true) : new Places(low, high, false);
  }

  /**
   * Places on a scale: 0 for the low end and 1 for the high one.
   *
   * @param low the low end, as its logarithm where the scale is logarithmic
   * @param high the high end, likewise
   */
  record Places(double low, double high, boolean log) {
    /** Place of a value, less than 0 or more than 1 beyond the ends; NaN for none. */
    double of(double value) {
      double at = log ? (value > 0 ? Math.log10(value) : Double.NaN) : value;
      if (low == high) {
        return Double.isNaN(at) ? Double.NaN : at > low ? 1 : 0;
      }
      // Halves, since the distance of two doubles may be none.
      return (at / 2 - low / 2) / (high / 2 - low / 2);
    }
  }

  /** Numbers that a picture shows. */
  interface Values {
    long count();

    /** The n-th, NaN for null. */
    double get(long n);
  }
}
