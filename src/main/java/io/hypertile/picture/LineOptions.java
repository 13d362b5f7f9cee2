package io.hypertile.picture;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Options of lines.
 *
 * @param range values at the bottom and the top
 * @param isLog whether equal ratios of values are equal heights
 * @param width pixels
 * @param height pixels
 * @param x the axis that goes to the right, where it is named
 */
record LineOptions(ValueRange range, boolean isLog, int width, int height, Optional<String> x) {
  /** The names of the parameters. */
  static final List<String> NAMES = List.of("range", "scale", "width", "height", "x");

  private static final int LEAST_WIDTH = 200;
  private static final int LEAST_HEIGHT = 120;
  private static final int WIDTH = 800;
  private static final int HEIGHT = 360;

  /**
   * Reads the parameters.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-request}
   */
  static LineOptions of(Map<String, String> given) {
    Parameters parameters = new Parameters(given);
    ValueRange range = parameters.range();
    if (range instanceof ValueRange.Percentiles) {
      throw Refusals.parameter(
          ValueRange.NAME,
          "Percentages are for format=png; lines have two numbers, such as 250,310, for a range.");
    }
    return new LineOptions(
        range,
        parameters.isLog(),
        parameters.number("width", LEAST_WIDTH, PictureSize.MOST_SIDE).orElse(WIDTH),
        parameters.number("height", LEAST_HEIGHT, PictureSize.MOST_SIDE).orElse(HEIGHT),
        parameters.find("x"));
  }
}
