package io.hypertile.filter;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/** Syntax tree of a filter, bound to no schema. Columns are counted from 1. */
public sealed interface FilterExpression {
  /** Column of the first character in the text. */
  int column();

  /** All operands hold; two at least. */
  record And(int column, List<FilterExpression> operands) implements FilterExpression {}

  /** Some operand holds; two at least. */
  record Or(int column, List<FilterExpression> operands) implements FilterExpression {}

  /** The operand does not hold. */
  record Not(int column, FilterExpression operand) implements FilterExpression {}

  /** An attribute compared with a literal. */
  record Comparison(int column, Name name, Operator operator, Literal literal)
      implements FilterExpression {}

  /** An attribute that is, or with {@code not} is not, one of some literals; one at least. */
  record Membership(int column, Name name, boolean negated, List<Literal> literals)
      implements FilterExpression {}

  /**
   * Name of an attribute, or {@code id}.
   *
   * @param quoted whether it was in back quotes
   */
  record Name(int column, String text, boolean quoted) {}

  /** Comparison of an attribute with a value. */
  enum Operator {
    /** The same value. */
    EQUAL("=="),
    /** Another value. */
    NOT_EQUAL("!="),
    /** Smaller. */
    LESS("<"),
    /** Smaller or the same. */
    LESS_OR_EQUAL("<="),
    /** Greater. */
    GREATER(">"),
    /** Greater or the same. */
    GREATER_OR_EQUAL(">=");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /** The sign in filters. */
    public String text() {
      return text;
    }
  }

  /** A value as it appears in a filter. */
  sealed interface Literal {
    /** Column of the first character in the text. */
    int column();

    /** Digits without point and exponent. */
    record Whole(int column, BigInteger value) implements Literal {}

    /** A number with a point or an exponent, which is a 64-bit float, always finite. */
    record Real(int column, double value, String written) implements Literal {}

    /** A text in quotes, or an id. */
    record Text(int column, String text) implements Literal {}

    /** A time without quotes. */
    record Time(int column, Instant value, String written) implements Literal {}

    /** {@code true} or {@code false}. */
    record Truth(int column, boolean value) implements Literal {}

    /** {@code null}. */
    record Null(int column) implements Literal {}

    /** A list in square brackets: a complex number or a tuple. */
    record Items(int column, List<Literal> items) implements Literal {}
  }
}
