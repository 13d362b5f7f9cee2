package io.hypertile.encode;

/** Coordinates of the positions of one axis of an answer. */
public interface CoordinateColumn {
  /** Sorts of coordinates. */
  enum Kind {
    /** Positions on an axis whose positions stand for nothing else. */
    POSITIONS,
    /** Numbers of a scale, or labels that are numbers. */
    NUMBERS,
    /** Times in UTC. */
    TIMES,
    /** Labels that are texts. */
    TEXTS
  }

  /** The sort of all of them. */
  Kind kind();

  /** Whether the texts are JSON numbers; else they are times or labels. */
  default boolean isNumber() {
    return kind() == Kind.POSITIONS || kind() == Kind.NUMBERS;
  }

  /** The coordinate of the n-th position of the answer, from 0. */
  String text(long n);

  /** Whether the texts are times, in ISO 8601. */
  default boolean isTime() {
    return kind() == Kind.TIMES;
  }

  /** The n-th position as a number, or the n-th time as microseconds since 1970, rounded down. */
  default long whole(long n) {
    throw new IllegalStateException(kind() + " are no whole numbers");
  }

  /** The n-th coordinate as a number, a time as seconds since 1970; a label is its position. */
  default double number(long n) {
    return n;
  }

  /** The positions themselves, counted from 0. */
  static CoordinateColumn positions() {
    return new CoordinateColumn() {
      @Override
      public Kind kind() {
        return Kind.POSITIONS;
      }

      @Override
      public String text(long n) {
        return Long.toString(n);
      }

      @Override
      public long whole(long n) {
        return n;
      }
    };
  }
}
