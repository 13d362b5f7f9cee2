package io.hypertile.zarr.view;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Times of NumPy, whose cells are whole numbers, as numbers with units by the CF conventions. */
public final class CfTypes {
  private static final String EPOCH = " since 1970-01-01T00:00:00+00:00";

  private CfTypes() {}

  /** The units; empty for cells that are no times, or of a unit that is not always as long. */
  public static Optional<String> units(CellType type) {
    return switch (type) {
      case CellType.TimePoint(CellTimeUnit unit, int steps) when steps == 1 && isCf(unit) ->
          Optional.of(name(unit) + EPOCH);
      case CellType.TimeSpan(CellTimeUnit unit, int steps) when steps == 1 && isCf(unit) ->
          Optional.of(name(unit));
      default -> Optional.empty();
    };
  }

  /** Attributes by which programs know such numbers for times; empty if the type has no units. */
  public static Map<String, String> attributes(CellType type) {
    Map<String, String> all = new LinkedHashMap<>();
    units(type).ifPresent(units -> all.put("units", units));
    if (type instanceof CellType.TimePoint && !all.isEmpty()) {
      all.put("calendar", "proleptic_gregorian");
    }
    return all;
  }

  private static boolean isCf(CellTimeUnit unit) {
    return switch (unit) {
      case DAYS, HOURS, MINUTES, SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS -> true;
      default -> false;
    };
  }

  private static String name(CellTimeUnit unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }
}
