package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.Quoting;
import io.hypertile.text.TimeForms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The failures of binding a slice to a schema: {@code invalid-slice} with the members {@code
 * dimension}, {@code column} and, where something near exists, {@code nearest}.
 */
final class SliceFault {
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

  private SliceFault() {}

  static ServiceException on(String axis, int column, String detail) {
    return on(axis, column, detail, List.of());
  }

  /**
   * A failure with what could have been meant.
   *
   * @param nearest up to three texts or numbers; appended to the sentence, too
   */
  static ServiceException on(String axis, int column, String detail, List<?> nearest) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("dimension", axis);
    members.put("column", column);
    if (!nearest.isEmpty()) {
      members.put("nearest", nearest);
    }
    String near =
        nearest.isEmpty()
            ? ""
            : " Nearest: "
                + nearest.stream()
                    .map(n -> n instanceof String text ? Quoting.quoted(text) : n.toString())
                    .collect(Collectors.joining(", "))
                + ".";
    return new ServiceException(ErrorCode.INVALID_SLICE, detail + near, members, null);
  }

  /** Hint for a value that was written as a whole number: the way to write positions. */
  static String positionHint(Term term, Axis axis) {
    boolean whole = term instanceof Value value && WHOLE.matcher(value.text()).matches();
    return whole
        ? "; " + Reading.ISEL.parameter(axis.name(), shown(term)) + " is the position"
        : "";
  }

  /**
   * The sentence on a number that an axis has not.
   *
   * @param none its beginning, up to the number
   * @param term the number
   * @param hasOrder whether a method can be asked for
   */
  static String noNumber(String none, Term term, Axis axis, Lookup lookup, boolean hasOrder) {
    String wanted = shown(term);
    String within =
        lookup.tolerance().isPresent()
            ? " within the tolerance of " + lookup.tolerance().getAsDouble()
            : "";
    return switch (lookup.method()) {
      case EXACT, INSIDE ->
          none
              + wanted
              + "; take one it has"
              + (hasOrder ? ", or ask for method=nearest" : "")
              + positionHint(term, axis)
              + ".";
      case NEAREST ->
          within.isEmpty()
              ? none + "near enough to " + wanted + ", which lies outside; give a tolerance."
              : none + "near " + wanted + within + ".";
      case PAD -> none + "at or before " + wanted + within + ".";
      case BACKFILL -> none + "at or after " + wanted + within + ".";
    };
  }

  /** The sentence on a text that is no time, or none that there is. */
  static String noTime(String text, Axis axis) {
    return Quoting.quoted(text)
        + " is no ISO 8601 time, which dimension "
        + Quoting.quoted(axis.name())
        + " needs here; "
        + TimeForms.advice(text).orElse("the form is 2023-01-03T05:00:00+00:00.");
  }

  /** The failure of a coordinate that stands at several positions, so that it means none. */
  static ServiceException repeated(Axis axis, Term term, String shown) {
    return on(
        axis.name(),
        term.column(),
        "Dimension %s has the coordinate %s at more than one position, so that it stands for none of them; take a position, as in %s, or a range."
            .formatted(
                Quoting.quoted(axis.name()), shown, Reading.ISEL.parameter(axis.name(), "0")));
  }

  /** The failure of a range whose ends are farther apart than its axis' period. */
  static ServiceException moreThanAPeriod(Axis axis, Term stop) {
    return on(
        axis.name(),
        stop.column(),
        "The ends of the range lie more than the period of dimension "
            + Quoting.quoted(axis.name())
            + " apart; no position is taken twice.");
  }

  /** A term as the sentence shows it. */
  static String shown(Term term) {
    return switch (term) {
      case Position position -> Long.toString(position.value());
      case Value value -> Quoting.shortened(value.text());
      case Time time -> time.text();
      case Text text -> Quoting.quoted(text.text());
    };
  }
}
