package io.hypertile.partition.expression;

/** Finds the meaning of parts of an expression. */
interface Meanings {
  /** The expression, for messages. */
  String text();

  /** The meaning of a tree. */
  Value bind(Syntax syntax);
}
