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

  /** Number of the next finer unit's steps in one of this, of weeks and shorter units. */
  private long partsOfNext() {
    return switch (this) {
      case WEEKS -> 7;
      case DAYS -> 24;
      case HOURS, MINUTES -> 60;
      case SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS, PICOSECONDS, FEMTOSECONDS -> 1000;
      case YEARS, MONTHS, ATTOSECONDS, GENERIC -> 0;
    };
  }

  /** Whether one of these is always as many of another. */
  public boolean isConvertible(CellTimeUnit other) {
    return this == other || isRegular() && other.isRegular();
  }

  private boolean isRegular() {
    return this == ATTOSECONDS || partsOfNext() > 0;
  }

  /**
   * The number of a finer unit in one of this.
   *
   * @throws ArithmeticException if it exceeds 2^63-1
   */
  public long parts(CellTimeUnit finer) {
    long parts = 1;
    for (int unit = ordinal(); unit < finer.ordinal(); unit++) {
      parts = Math.multiplyExact(parts, values()[unit].partsOfNext());
    }
    return parts;
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
