package io.hypertile.slice;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Method of finding values and times on an axis. Positions and text labels are always exact.
 *
 * @param method choice of the grid point for a value
 * @param tolerance greatest distance between the value and that point, in units of the scale, on
 *     time axes in seconds; finite and not negative; empty means no limit for {@code pad} and
 *     {@code backfill}, and half a step beyond the ends for {@code nearest}
 */
public record Lookup(Method method, OptionalDouble tolerance) {
  /** The grid value itself, up to rounding. */
  public static final Lookup EXACT = new Lookup(Method.EXACT, OptionalDouble.empty());

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d++\\.?\\d*+|\\.\\d++)(?:[eE][+-]?\\d++)?");

  /** Choice of the grid point for a value. */
  public enum Method {
    /** The point that equals the value. */
    EXACT,
    /** The nearest point, of two equally near the one of the greater value or later time. */
    NEAREST,
    /** The last point at or before the value in the axis' own direction. */
    PAD,
    /** The first point at or after the value in the axis' own direction. */
    BACKFILL,
    /**
     * For ranges, all that lies between their two ends, both included and in either order; a single
     * value is exact.
     */
    INSIDE;

    private static final List<String> NAMES = Arrays.stream(values()).map(Method::text).toList();

    /** The name in a query. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The method of a name.
     *
     * @throws ServiceException {@code invalid-slice} with the member {@code choices} if there is
     *     none
     */
    public static Method parse(String text) {
      for (Method method : values()) {
        if (method.text().equals(text)) {
          return method;
        }
      }
      throw fault(
          "There is no method "
              + Quoting.quoted(text)
              + "; the methods are "
              + String.join(", ", NAMES)
              + ".",
          "method",
          Map.of("choices", NAMES));
    }
  }

  /**
   * Checks the tolerance.
   *
   * @throws ServiceException {@code invalid-slice} if the tolerance is negative, infinite, not a
   *     number, or given for an exact look-up
   */
  public Lookup {
    if (tolerance.isPresent()) {
      double limit = tolerance.getAsDouble();
      if (!Double.isFinite(limit) || limit < 0) {
        throw badTolerance(Double.toString(limit));
      }
      if (method == Method.EXACT || method == Method.INSIDE) {
        throw fault(
            "A tolerance needs a method: add method=nearest, pad or backfill, or leave it out.",
            "tolerance",
            Map.of());
      }
    }
  }

  /** Whether a single value must be a point of the axis itself. */
  boolean isExact() {
    return method == Method.EXACT || method == Method.INSIDE;
  }

  /**
   * The look-up that query parameters ask for.
   *
   * @param method name of the method, null when it was not given, which means exact
   * @param tolerance a number not below 0, null when it was not given
   * @throws ServiceException {@code invalid-slice} if either cannot be read or they do not go
   *     together
   */
  public static Lookup parse(@Nullable String method, @Nullable String tolerance) {
    Method chosen = Optional.ofNullable(method).map(Method::parse).orElse(Method.EXACT);
    if (tolerance == null) {
      return new Lookup(chosen, OptionalDouble.empty());
    }
    if (!NUMBER.matcher(tolerance).matches()) {
      throw badTolerance(tolerance);
    }
    return new Lookup(chosen, OptionalDouble.of(Double.parseDouble(tolerance)));
  }

  private static ServiceException badTolerance(String text) {
    return fault(
        "The tolerance is a number not below 0, in units of the scale, on time axes in seconds, not "
            + Quoting.quoted(text)
            + ".",
        "tolerance",
        Map.of());
  }

  private static ServiceException fault(
      String detail, String parameter, Map<String, Object> members) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("parameter", parameter);
    all.putAll(members);
    return new ServiceException(ErrorCode.INVALID_SLICE, detail, all, null);
  }
}
