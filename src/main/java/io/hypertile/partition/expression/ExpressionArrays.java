package io.hypertile.partition.expression;

import io.hypertile.array.CellReader;

/** Opens the variables that an expression is made of. For one thread. */
@FunctionalInterface
public interface ExpressionArrays {
  /**
   * Opens a variable for reading; the caller closes the reader.
   *
   * @param variable one that an expression has
   */
  CellReader open(ExpressionVariable variable);
}
