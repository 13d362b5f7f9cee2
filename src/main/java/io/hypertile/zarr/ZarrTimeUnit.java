package io.hypertile.zarr;

import java.util.Optional;

/** Units of NumPy's times. */
public enum ZarrTimeUnit {
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

  ZarrTimeUnit(String text) {
    this.text = text;
  }

  /** The name in documents. */
  public String text() {
    return text;
  }

  /** The unit of a name; microseconds have two. */
  static Optional<ZarrTimeUnit> of(String name) {
    if (name.equals("\u03bcs")) {
      return Optional.of(MICROSECONDS);
    }
    for (ZarrTimeUnit unit : values()) {
      if (unit.text.equals(name)) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }
}
