package io.hypertile.picture;

import java.util.Arrays;

/**
 * Percentiles of many values, exact, with linear interpolation as NumPy has it. Goes through the
 * values several times and holds counts of them alone.
 */
final class Percentile {
  private static final int STEP = 16;
  private static final int BINS = 1 << STEP;

  private final Limits.Values values;
  private final Limits all;
  private final int[] counts = new int[BINS];

  private Percentile(Limits.Values values, Limits all) {
    this.values = values;
    this.all = all;
  }

  /**
   * The percentiles of values.
   *
   * @param all ends of those that count, of which there is one at least
   */
  static Limits of(ValueRange.Percentiles wanted, Limits.Values values, Limits all) {
    Percentile search = new Percentile(values, all);
    long count = 0;
    for (long n = 0; n < values.count(); n++) {
      count += search.isIn(values.get(n)) ? 1 : 0;
    }
    return new Limits(search.at(wanted.low(), count), search.at(wanted.high(), count));
  }

  private boolean isIn(double value) {
    return value >= all.low() && value <= all.high();
  }

  private double at(double percent, long count) {
    double place = percent / 100 * (count - 1);
    long below = (long) Math.floor(place);
    double low = select(below);
    double part = place - below;
    return part == 0 ? low : low + (select(below + 1) - low) * part;
  }

  /** The value of a rank, from 0. */
  private double select(long rank) {
    long found = 0;
    long left = rank;
    for (int shift = Long.SIZE - STEP; shift >= 0; shift -= STEP) {
      Arrays.fill(counts, 0);
      for (long n = 0; n < values.count(); n++) {
        double value = values.get(n);
        long key = key(value);
        // A shift by all bits is one by none, and before the first digit there is nothing to match.
        boolean matches = shift == Long.SIZE - STEP || key >>> shift + STEP == found;
        if (matches && isIn(value)) {
          counts[(int) (key >>> shift) & BINS - 1]++;
        }
      }
      int bin = 0;
      while (left >= counts[bin]) {
        left -= counts[bin++];
      }
      found = found << STEP | bin;
    }
    return Double.longBitsToDouble(found < 0 ? found ^ Long.MIN_VALUE : ~found);
  }

  /** Bits in the order of values when they are taken as unsigned. */
  private static long key(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
  }
}
