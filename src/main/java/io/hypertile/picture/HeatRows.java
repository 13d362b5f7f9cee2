package io.hypertile.picture;

import java.util.Arrays;
import java.util.Optional;

/** Rows of a map's pixels, from the top. Used by one thread. */
final class HeatRows {
  private final CellPlane values;
  private final Optional<Limits.Places> places;
  private final Frame frame;
  private final int[] columns;
  private final byte[] made;
  private long madeRow = -1;

  /**
   * Place of numbers in a picture.
   *
   * @param size size of the map
   * @param rows numbers down
   * @param columns numbers to the right
   * @param isDownFirst whether the axis down comes before the other in C order
   * @param isFlippedDown whether the first number is at the bottom
   * @param isFlippedRight whether the first number is at the right
   * @param isLog whether equal ratios of values are equal distances of colours
   */
  record Frame(
      PictureSize size,
      long rows,
      long columns,
      boolean isDownFirst,
      boolean isFlippedDown,
      boolean isFlippedRight,
      boolean isLog) {}

  /** The rows of numbers. */
  HeatRows(CellPlane values, Optional<Limits> limits, Frame frame) {
    this.values = values;
    this.places = limits.map(ends -> ends.places(frame.isLog));
    this.frame = frame;
    this.columns = new int[frame.size.width()];
    for (int x = 0; x < columns.length; x++) {
      columns[x] = (int) nearest(x, columns.length, frame.columns, frame.isFlippedRight);
    }
    this.made = new byte[columns.length];
  }

  /** The number that covers the middle of a pixel. */
  private static long nearest(int pixel, int pixels, long numbers, boolean isFlipped) {
    long number = (2L * pixel + 1) * numbers / (2L * pixels);
    return isFlipped ? numbers - 1 - number : number;
  }

  /**
   * Puts the pixels of a row where the row of the picture begins.
   *
   * @param y outside of the map nothing is seen
   */
  void put(int y, byte[] row) {
    if (y < 0 || y >= frame.size.height() || places.isEmpty()) {
      Arrays.fill(row, 0, made.length, Palette.NOTHING);
      return;
    }
    long number = nearest(y, frame.size.height(), frame.rows, frame.isFlippedDown);
    if (number != madeRow) {
      make(number, places.get());
      madeRow = number;
    }
    System.arraycopy(made, 0, row, 0, made.length);
  }

  private void make(long number, Limits.Places scale) {
    for (int x = 0; x < made.length; x++) {
      if (x > 0 && columns[x] == columns[x - 1]) {
        made[x] = made[x - 1];
        continue;
      }
      double value =
          frame.isDownFirst ? values.get(number, columns[x]) : values.get(columns[x], number);
      made[x] = Palette.at(scale.of(value));
    }
  }
}
