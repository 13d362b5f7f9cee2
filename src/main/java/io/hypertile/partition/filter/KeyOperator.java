package io.hypertile.partition.filter;

/** Comparisons of filters. */
enum KeyOperator {
  EQUAL("=="),
  UNEQUAL("!="),
  BELOW("<"),
  AT_MOST("<="),
  ABOVE(">"),
  AT_LEAST(">="),
  IN("in"),
  NOT_IN("not in");

  private final String text;

  KeyOperator(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  boolean isOrder() {
    return switch (this) {
      case BELOW, AT_MOST, ABOVE, AT_LEAST -> true;
      case EQUAL, UNEQUAL, IN, NOT_IN -> false;
    };
  }
}
