package io.hypertile.dataset.imports;

import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.util.Map;
import java.util.Optional;

/**
 * Whole numbers that are times as they are kept here, bit for bit: nanoseconds since 1970 in the
 * calendar of NumPy, and durations that xarray marks with its type.
 */
final class ExactTimes {
  private static final String UNITS = "units";
  private static final String CALENDAR = "calendar";
  private static final String DTYPE = "dtype";

  private ExactTimes() {}

  /**
   * The type of times that the attributes tell, which are taken out; empty, with all attributes
   * left, for other numbers.
   */
  static Optional<CellType> take(CellType type, Map<String, TypedValue> attributes) {
    if (type != DType.INT64) {
      return Optional.empty();
    }
    if (is(attributes, UNITS, "nanoseconds since 1970-01-01")
        && is(attributes, CALENDAR, "proleptic_gregorian")) {
      attributes.remove(UNITS);
      attributes.remove(CALENDAR);
      return Optional.of(new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1));
    }
    if (is(attributes, UNITS, "nanoseconds") && is(attributes, DTYPE, "timedelta64[ns]")) {
      attributes.remove(UNITS);
      attributes.remove(DTYPE);
      return Optional.of(new CellType.TimeSpan(CellTimeUnit.NANOSECONDS, 1));
    }
    return Optional.empty();
  }

  private static boolean is(Map<String, TypedValue> attributes, String name, String value) {
    return attributes.get(name) instanceof TypedValue.Text text && text.value().equals(value);
  }
}
