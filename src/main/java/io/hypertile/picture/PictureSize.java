package io.hypertile.picture;

import io.hypertile.error.TooLarge;
import java.util.OptionalInt;

/**
 * Size of a heat map.
 *
 * @param height pixels down
 * @param width pixels to the right
 */
record PictureSize(int height, int width) {
  /** Most pixels on one side. */
  static final int MOST_SIDE = 4096;

  private static final long MOST_PIXELS = 8 << 20;

  /** Least height beside a legend, whose numbers need it. */
  static final int LEGEND = 180;

  /**
   * The size for cells: a pixel for each, or for each square of as few of them as there is room
   * for. A side that is given alone decides on the other.
   *
   * @param rows cells down, at least 1
   * @param columns cells to the right, at least 1
   * @throws io.hypertile.error.ServiceException {@code result-too-large} for more than 8 Mi pixels
   */
  static PictureSize of(long rows, long columns, HeatOptions options) {
    OptionalInt width = options.width();
    OptionalInt height = options.height();
    if (width.isEmpty() && height.isEmpty()) {
      PictureSize preset = preset(rows, columns);
      return options.hasLegend() ? preset.enlarged() : preset;
    }
    int given = width.orElseGet(height::getAsInt);
    PictureSize size =
        new PictureSize(
            height.orElse(side(given, rows, columns)), width.orElse(side(given, columns, rows)));
    TooLarge.requireResult(
        (long) size.height * size.width,
        MOST_PIXELS,
        "The picture has too many pixels; make width or height less.");
    return size;
  }

  private static int side(int other, long cells, long otherCells) {
    return (int) Math.clamp(Math.round((double) other * cells / otherCells), 1L, MOST_SIDE);
  }

  private static PictureSize preset(long rows, long columns) {
    long square = (long) Math.ceil(Math.sqrt((double) rows * columns / MOST_PIXELS));
    square = Math.max(square, Math.ceilDiv(Math.max(rows, columns), MOST_SIDE));
    while (Math.ceilDiv(rows, square) * Math.ceilDiv(columns, square) > MOST_PIXELS) {
      square++;
    }
    return new PictureSize((int) Math.ceilDiv(rows, square), (int) Math.ceilDiv(columns, square));
  }

  /** The size with several pixels for each cell, where that makes room for numbers beside it. */
  private PictureSize enlarged() {
    int times = Math.min(Math.ceilDiv(LEGEND, height), Math.max(1, MOST_SIDE / 2 / width));
    return new PictureSize(height * times, width * times);
  }
}
