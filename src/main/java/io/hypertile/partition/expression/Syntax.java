package io.hypertile.partition.expression;

import java.math.BigInteger;
import java.util.List;

/** Syntax tree of an expression. Columns are of the first character, from 1. Immutable. */
sealed interface Syntax {
  /** The column that a fault is told at: that of the sign between two operands. */
  int column();

  /** A variable, by its path. */
  record Name(int column, String path) implements Syntax {}

  /** A whole number, which takes the type of its neighbour. */
  record Whole(int column, BigInteger value) implements Syntax {}

  /** A number with a point or an exponent, which takes the type of a float beside it. */
  record Real(int column, double value) implements Syntax {}

  /** {@code True} or {@code False}. */
  record Truth(int column, boolean value) implements Syntax {}

  /** {@code null}: no value. */
  record None(int column) implements Syntax {}

  /** A time or a length of time in quotes. */
  record Text(int column, String value) implements Syntax {}

  /** The opposite of a truth value. */
  record Not(int column, Syntax operand) implements Syntax {}

  /** A number with the other sign. */
  record Negative(int column, Syntax operand) implements Syntax {}

  /** Two operands and the sign or word between them. */
  record Pair(int column, Sign sign, Syntax left, Syntax right) implements Syntax {}

  /**
   * A function of some arguments.
   *
   * @param name that is not known to be one
   */
  record Call(int column, String name, List<Syntax> arguments) implements Syntax {}
}
