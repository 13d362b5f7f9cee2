package io.hypertile.encode.coordinates;

import io.hypertile.encode.CoordinateColumn;
import io.hypertile.text.CfPlaces;
import io.hypertile.text.CfUnit;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Coordinates as the CF conventions (1.11) have them: times as whole numbers of the largest unit
 * that divides all of them, since the second of the first one; labels as texts, all else as the
 * numbers they are.
 */
public final class CfColumn {
  /** The version of the conventions, as files name it. */
  public static final String CONVENTIONS = "CF-1.11";

  private static final long MICROS = 1_000_000;
  private static final BigInteger NANOS = BigInteger.valueOf(1_000);

  private final CoordinateVariable variable;
  private final Map<String, String> attributes;
  private final long start;
  private final long unit;

  /**
   * Coordinates of an answer.
   *
   * @param measure what the axis measures, such as {@code lat}
   */
  public CfColumn(CoordinateVariable variable, Optional<String> measure) {
    this.variable = variable;
    this.attributes = new LinkedHashMap<>();
    CoordinateColumn column = variable.column();
    boolean isTime =
        column.kind() == CoordinateColumn.Kind.TIMES
            || column.kind() == CoordinateColumn.Kind.DATES;
    if (!isTime) {
      this.start = 0;
      this.unit = 1;
      measure.ifPresent(name -> attributes.put("long_name", name));
      Map<String, String> place = CfPlaces.of(measure.orElse(variable.name()));
      attributes.putAll(place.isEmpty() ? CfPlaces.of(variable.name()) : place);
      addOthers(column);
      return;
    }
    this.start = Math.floorDiv(variable.column().whole(0), MICROS) * MICROS;
    CfUnit largest = unit();
    this.unit = largest.nanos().divide(NANOS).longValueExact();
    attributes.put("standard_name", "time");
    attributes.put("axis", "T");
    addOthers(column);
    attributes.put(
        "units",
        column.kind() == CoordinateColumn.Kind.TIMES
            ? largest.since(Instant.ofEpochSecond(start / MICROS))
            : largest.since(second(column.text(0))));
    attributes.put("calendar", column.calendar());
  }

  /** The second that a time of another calendar is in, as its text without fraction and zone. */
  private static String second(String text) {
    int end = text.indexOf('.') < 0 ? text.length() - 1 : text.indexOf('.');
    return text.substring(0, end);
  }

  /** Attributes that the array of the coordinates has; they go before those that are derived. */
  private void addOthers(CoordinateColumn column) {
    attributes.putAll(column.attributes());
  }

  private CfUnit unit() {
    long common = 0;
    for (long n = 0; n < variable.count(); n++) {
      long left = variable.column().whole(n) - start;
      while (left != 0) {
        long rest = common % left;
        common = left;
        left = rest;
      }
    }
    BigInteger length = BigInteger.valueOf(common).multiply(NANOS);
    for (CfUnit each : CfUnit.values()) {
      if (each.divides(length)) {
        return each;
      }
    }
    throw new IllegalStateException("microseconds divide all times");
  }

  /** The coordinates. */
  public CoordinateVariable variable() {
    return variable;
  }

  /** Their attributes, in order. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** The n-th position or time as a number. */
  public long whole(long n) {
    return (variable.column().whole(n) - start) / unit;
  }
}
