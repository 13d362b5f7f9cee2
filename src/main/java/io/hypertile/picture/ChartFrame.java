package io.hypertile.picture;

import java.util.List;
import java.util.Optional;

/**
 * Place of the lines within a picture, in pixels.
 *
 * @param left the left end of the axes
 * @param top the upper end
 * @param width length of the axis to the right
 * @param height length of the axis upwards
 */
record ChartFrame(double left, double top, double width, double height) {
  /** Height of a line of text. */
  static final int LINE = 16;

  private static final double CHARACTER = 6.8;
  private static final int BELOW = 58;
  private static final double MOST = 0.4;

  /**
   * Texts around the lines.
   *
   * @param units unit of the values
   * @param ticks marks of the values
   * @param names names of the lines, none of a single one
   */
  record Texts(Optional<String> units, List<Ticks.Tick> ticks, List<String> names) {}

  /** The place that texts leave, at least a part of the picture. */
  static ChartFrame of(LineOptions options, Texts texts) {
    double left = 20 + texts.ticks.stream().mapToDouble(tick -> width(tick.text())).max().orElse(0);
    double top = texts.units.isPresent() ? 30 : 14;
    double names = texts.names.stream().mapToDouble(ChartFrame::width).max().orElse(-20) + 44;
    double right = Math.min(names, options.width() * MOST);
    return new ChartFrame(
        left,
        top,
        Math.max(options.width() - left - right, options.width() / 5.0),
        options.height() - top - BELOW);
  }

  /** About the width of a text. */
  static double width(String text) {
    return text.codePointCount(0, text.length()) * CHARACTER;
  }

  /** Pixels from the left of a place from 0 to 1. */
  double x(double place) {
    return left + place * width;
  }

  /** Pixels from the top of a place from 0, which is at the bottom, to 1. */
  double y(double place) {
    return top + (1 - place) * height;
  }
}
