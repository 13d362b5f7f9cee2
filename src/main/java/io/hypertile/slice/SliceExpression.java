package io.hypertile.slice;

import io.hypertile.text.IsoTime;
import java.util.List;
import java.util.Optional;

/**
 * Syntax tree of a slice: its text, parsed before anything is known of the axes. Immutable. Each
 * node has the column of its first character in the text, counted from 1.
 *
 * @param selectors the selectors in order, at most one of them an ellipsis when they come from
 *     {@link SliceParser}; none means everything
 */
public record SliceExpression(List<Selector> selectors) {
  /** Selector of one axis, or of several for an ellipsis. */
  public sealed interface Selector {
    /** Column of the first character, from 1. */
    int column();
  }

  /** {@code ...}: as many whole axes as the other selectors leave (NumPy's meaning). */
  public record Ellipsis(int column) implements Selector {}

  /**
   * {@code start:stop:step}, the stop excluded.
   *
   * @param column column of the first character
   * @param start where it begins; empty means at the axis' first position
   * @param stop where it ends; empty means with the axis' last position
   * @param step every which position is taken, 1 or more; empty means 1
   */
  public record Range(
      int column, Optional<Term> start, Optional<Term> stop, Optional<Position> step)
      implements Selector {}

  /** {@code (a,b,c)}: terms in the order given, at least one. */
  public record TermList(int column, List<Term> terms) implements Selector {}

  /** One place on an axis; alone it is a selector that drops the axis. */
  public sealed interface Term extends Selector {}

  /**
   * A whole number: a position, negative from the end, or a value where {@link Reading} says so.
   */
  public record Position(int column, long value) implements Term {}

  /**
   * A number with a point or an exponent: a value on the axis' scale, a float label or a Unix
   * timestamp. Where {@link Reading} takes a whole number for a value, its text has neither.
   *
   * @param column column of the first character
   * @param value the number, finite
   * @param text the number as written
   */
  public record Value(int column, double value, String text) implements Term {}

  /**
   * An ISO 8601 time without quotes.
   *
   * @param column column of the first character
   * @param time the time as written; empty for a day that only other calendars have, such as 30
   *     February
   * @param text the text as written
   */
  public record Time(int column, Optional<IsoTime> time, String text) implements Term {}

  /**
   * A text: a label, or on a time axis a time.
   *
   * @param column column of the first character, the quote when there is one
   * @param text the text without quotes
   * @param quoted whether it was in quotes
   */
  public record Text(int column, String text, boolean quoted) implements Term {}
}
