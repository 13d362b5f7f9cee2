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
 * that divides all of them, nanoseconds where they are so fine, since the second of the first one;
 * labels as texts, all else as the numbers they are.
 */
public final class CfColumn {
  /** The version of the conventions, as files name it. */
  public static final String CONVENTIONS = "CF-1.11";

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
    boolean isEmpty = variable.count() == 0;
    this.start = isEmpty ? 0 : start(variable);
    CfUnit largest = unit();
    this.unit = largest.nanos().divide(nanosOfPart()).longValueExact();
    attributes.put("standard_name", "time");
    attributes.put("axis", "T");
    addOthers(column);
    attributes.put(
        "units",
        isEmpty || column.kind() == CoordinateColumn.Kind.TIMES
            ? largest.since(Instant.ofEpochSecond(start / column.perSecond()))
            : largest.since(second(start == 0 ? column.origin() : column.text(0))));
    attributes.put("calendar", column.calendar());
  }

  /**
   * The second of the first time; the beginning of the count where numbers of 64 bits do not reach
   * from that second to all of them.
   */
  private static long start(CoordinateVariable variable) {
    CoordinateColumn column = variable.column();
    try {
      long perSecond = column.perSecond();
      long start = Math.multiplyExact(Math.floorDiv(column.whole(0), perSecond), perSecond);
      for (long n = 0; n < variable.count(); n++) {
        Math.subtractExact(column.whole(n), start);
      }
      return start;
    } catch (ArithmeticException e) {
      return 0;
    }
  }

  private BigInteger nanosOfPart() {
    return BigInteger.valueOf(CoordinateColumn.NANOS / variable.column().perSecond());
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
    BigInteger length = BigInteger.valueOf(common).multiply(nanosOfPart());
    for (CfUnit each : CfUnit.values()) {
      if (each.divides(length)) {
        return each;
      }
    }
    throw new IllegalStateException("nanoseconds divide all times");
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
