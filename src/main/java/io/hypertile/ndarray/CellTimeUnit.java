package io.hypertile.ndarray;

import java.util.Optional;

/** Units of NumPy's times. */
public enum CellTimeUnit {
  YEARS("Y"),
  MONTHS("M"),
  WEEKS("W"),
  DAYS("D"),
  HOURS("h"),
  MINUTES("m"),
  SECONDS("s"),
  MILLISECONDS("ms"),
  MICROSECONDS("us"),
  NANOSECONDS("ns"),
  PICOSECONDS("ps"),
  FEMTOSECONDS("fs"),
  ATTOSECONDS("as"),
  /** None: numbers alone. */
  GENERIC("generic");

  private final String text;

  CellTimeUnit(String text) {
    this.text = text;
  }

  /** NumPy's name. */
  public String text() {
    return text;
  }

  /** NumPy's name of a type with this unit, such as {@code datetime64[25s]}. */
  String inType(String kind, int steps) {
    return this == GENERIC ? kind : kind + '[' + (steps == 1 ? "" : steps) + text + ']';
  }

  /** The unit of a name; microseconds have two. */
  public static Optional<CellTimeUnit> of(String name) {
    if (name.equals("\u03bcs")) {
      return Optional.of(MICROSECONDS);
    }
    for (CellTimeUnit unit : values()) {
      if (unit.text.equals(name)) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }
}
