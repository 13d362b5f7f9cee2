package io.hypertile.encode;

/** Coordinates of the positions of one axis of an answer. */
public interface CoordinateColumn {
  /** Whether the texts are JSON numbers; else they are times or labels. */
  boolean isNumber();

  /** The coordinate of the n-th position of the answer, from 0. */
  String text(long n);

  /** Whether the texts are times, in ISO 8601. */
  default boolean isTime() {
    return false;
  }

  /** The n-th coordinate as a number, a time as seconds since 1970; a label is its position. */
  default double number(long n) {
    return n;
  }

  /** The positions themselves, counted from 0. */
  static CoordinateColumn positions() {
    return new CoordinateColumn() {
      @Override
      public boolean isNumber() {
        return true;
      }

      @Override
      public String text(long n) {
        return Long.toString(n);
      }
    };
  }
}
