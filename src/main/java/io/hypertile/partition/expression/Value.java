package io.hypertile.partition.expression;

import java.math.BigInteger;

/**
 * Meaning of a part of an expression while types are found: typed, or a literal that takes the type
 * of its neighbour, as Python's numbers do beside arrays (NumPy's NEP 50). Immutable.
 */
sealed interface Value {
  /** Column of the part, for messages. */
  int column();

  /** A part with a type. */
  record Typed(int column, Node node) implements Value {}

  /** A whole number. */
  record Whole(int column, BigInteger number) implements Value {}

  /** A number with a fraction, infinite or NaN. */
  record Real(int column, double number) implements Value {}

  /** No value. */
  record None(int column) implements Value {}
}
