package io.hypertile.partition.expression;

import java.util.List;

/** Signs and words between two operands. */
enum Sign {
  ADD("+"),
  SUBTRACT("-"),
  MULTIPLY("*"),
  DIVIDE("/"),
  FLOOR_DIVIDE("//"),
  REMAINDER("%"),
  POWER("**"),
  EQUAL("=="),
  UNEQUAL("!="),
  AT_MOST("<="),
  AT_LEAST(">="),
  BELOW("<"),
  ABOVE(">"),
  AND("and"),
  OR("or"),
  LEAST("min"),
  GREATEST("max");

  /** Signs of sums. */
  static final List<Sign> SUMS = List.of(ADD, SUBTRACT);

  /** Signs of products, longer ones first. */
  static final List<Sign> PRODUCTS = List.of(FLOOR_DIVIDE, MULTIPLY, DIVIDE, REMAINDER);

  /** Signs of comparisons, longer ones first. */
  static final List<Sign> COMPARISONS = List.of(EQUAL, UNEQUAL, AT_MOST, AT_LEAST, BELOW, ABOVE);

  private final String text;

  Sign(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  boolean isComparison() {
    return COMPARISONS.contains(this);
  }
}
