package io.hypertile.partition.filter;

import java.util.List;

/** Syntax tree of a filter. Columns are of the first character, from 1. Immutable. */
sealed interface KeyExpression {
  /** The column that a fault is told at. */
  int column();

  /** A part of the key. */
  record Name(int column, String text) implements KeyExpression {}

  /** A value that stands in the text. */
  record Literal(int column, KeyValue value) implements KeyExpression {}

  /** Values in brackets of any kind. */
  record Sequence(int column, List<KeyExpression> items) implements KeyExpression {}

  /** The first operand that decides: the first false one, or the last. */
  record And(int column, List<KeyExpression> operands) implements KeyExpression {}

  /** The first operand that decides: the first true one, or the last. */
  record Or(int column, List<KeyExpression> operands) implements KeyExpression {}

  /** The opposite of what the operand counts as. */
  record Not(int column, KeyExpression operand) implements KeyExpression {}

  /**
   * Comparisons in a row, all of which must hold.
   *
   * @param first the leftmost operand
   * @param steps at least one
   */
  record Chain(int column, KeyExpression first, List<Step> steps) implements KeyExpression {}

  /**
   * A comparison with the operand before it.
   *
   * @param column of the operator
   */
  record Step(int column, KeyOperator operator, KeyExpression operand) {}
}
