package io.hypertile.cells.column;

import io.hypertile.coordinate.CoordinateValues;
import io.hypertile.coordinate.Coordinates;
import io.hypertile.coordinate.NumberValues;
import io.hypertile.coordinate.TextValues;
import io.hypertile.coordinate.TimeValues;
import io.hypertile.encode.CoordinateColumn;
import io.hypertile.slice.AxisCoordinates;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Coordinates that an array gives one by one, as formats take them. Times of other calendars than
 * ours are {@link Kind#DATES}; where some are NaT all of them are texts.
 */
public final class ListedColumn implements CoordinateColumn {
  private static final double MICROS_PER_SECOND = 1e6;

  /** Attributes that say how other cells than these are read, or where others are. */
  private static final Set<String> NOT_TOLD =
      Set.of(
          "_FillValue",
          "missing_value",
          "scale_factor",
          "add_offset",
          "bounds",
          "climatology",
          "coordinates",
          "axis_of",
          "_ARRAY_DIMENSIONS");

  private final AxisCoordinates.Listed axis;
  private final CoordinateValues values;
  private final Kind kind;

  ListedColumn(AxisCoordinates.Listed axis) {
    this.axis = axis;
    this.values = axis.values();
    this.kind =
        switch (axis.values()) {
          case NumberValues numbers -> numbers.isLong() ? Kind.POSITIONS : Kind.NUMBERS;
          case TextValues ignored -> Kind.TEXTS;
          case TimeValues times ->
              times.hasMissing() ? Kind.TEXTS : times.isGregorian() ? Kind.TIMES : Kind.DATES;
        };
  }

  /** The measure of coordinates, such as {@code latitude}; else their name. */
  public static String measure(Coordinates.About about) {
    @Nullable String standard = about.attributes().get("standard_name");
    if (standard != null) {
      return standard;
    }
    String units = about.attributes().getOrDefault("units", "").toLowerCase(Locale.ROOT);
    return switch (units) {
      case "degrees_north", "degree_north", "degrees_n", "degree_n" -> "latitude";
      case "degrees_east", "degree_east", "degrees_e", "degree_e" -> "longitude";
      default -> about.name();
    };
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public String text(long n) {
    return values.text(axis.place(n));
  }

  @Override
  public boolean isBeyondNumbers(long n) {
    return isNumber() && !Double.isFinite(number(n));
  }

  @Override
  public long perSecond() {
    return values instanceof TimeValues times
        ? times.perSecond()
        : CoordinateColumn.super.perSecond();
  }

  @Override
  public String origin() {
    return values instanceof TimeValues times ? times.textOf(0) : CoordinateColumn.super.origin();
  }

  @Override
  public long whole(long n) {
    return switch (values) {
      case NumberValues numbers -> numbers.whole(axis.place(n));
      case TimeValues times -> times.ticks(axis.place(n));
      case TextValues ignored -> throw new IllegalStateException("texts are no whole numbers");
    };
  }

  @Override
  public double number(long n) {
    return switch (values) {
      case NumberValues numbers -> numbers.number(axis.place(n));
      case TimeValues times ->
          times.hasMissing() ? n : times.micros(axis.place(n)) / MICROS_PER_SECOND;
      case TextValues ignored -> n;
    };
  }

  @Override
  public String calendar() {
    return values instanceof TimeValues times
        ? times.calendar().text()
        : CoordinateColumn.super.calendar();
  }

  @Override
  public Map<String, String> attributes() {
    Map<String, String> told = new LinkedHashMap<>(axis.about().attributes());
    told.keySet().removeAll(NOT_TOLD);
    return told;
  }

  /** The middle of two coordinates, times in seconds; the first position of texts. */
  static double middle(CoordinateColumn column, long first, long last) {
    return switch (column.kind()) {
      case TEXTS -> first;
      case POSITIONS, NUMBERS, TIMES, DATES -> column.number(first) / 2 + column.number(last) / 2;
    };
  }

  /** The text of a time between those of an axis, counted as they are. */
  static String text(AxisCoordinates.Listed axis, long ticks) {
    return axis.values() instanceof TimeValues times ? times.textOf(ticks) : Long.toString(ticks);
  }
}
