package io.hypertile.picture;

import java.util.Optional;

/** Finds the ends of a scale. */
final class RangeSearch {
  private RangeSearch() {}

  /**
   * The ends that a range comes to.
   *
   * @param log whether values below or at 0 have no place
   * @return empty if no value has a place
   */
  static Optional<Limits> of(ValueRange range, Limits.Values values, boolean log) {
    return switch (range) {
      case ValueRange.Between between -> Optional.of(new Limits(between.low(), between.high()));
      case ValueRange.Shown ignored -> shown(values, log);
      case ValueRange.Percentiles percentiles ->
          shown(values, log).map(all -> Percentile.of(percentiles, values, all));
    };
  }

  private static Optional<Limits> shown(Limits.Values values, boolean log) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (long n = 0; n < values.count(); n++) {
      double value = values.get(n);
      if (Limits.counts(value, log)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return low <= high ? Optional.of(new Limits(low, high)) : Optional.empty();
  }
}
