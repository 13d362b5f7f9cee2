package io.hypertile.picture;

import java.util.List;
import java.util.Optional;

/** The bar beside a map that tells the values of its colours. */
final class Legend {
  private static final int MARGIN = 10;
  private static final int BAR = 14;
  private static final int TICK = 4;
  private static final int APART = 34;
  private static final int LONGEST = 24;

  private Legend() {}

  /**
   * Draws a legend.
   *
   * @param limits values of the first and the last colour; empty if there is no value
   * @param units unit of the values
   * @param height pixels, at least {@link PictureSize#LEGEND}
   */
  static Raster of(Optional<Limits> limits, boolean isLog, Optional<String> units, int height) {
    StrokeFont font = StrokeFont.FONT;
    Optional<String> unit = units.map(Legend::shortened).filter(text -> !text.isBlank());
    int top = MARGIN + (unit.isPresent() ? StrokeFont.CAPITAL + MARGIN : 0);
    int bottom = height - 1 - MARGIN;
    List<Ticks.Tick> ticks =
        limits
            .map(ends -> Ticks.of(ends, isLog, Math.max(2, (bottom - top) / APART)))
            .orElse(List.of());
    int widest = ticks.stream().mapToInt(tick -> font.width(tick.text())).max().orElse(0);
    int right = MARGIN + BAR;
    int width = right + 2 * TICK + widest;
    width = Math.max(width, MARGIN + unit.map(font::width).orElse(0)) + MARGIN;
    Raster raster = new Raster(width, height, Palette.PAPER);
    unit.ifPresent(text -> font.draw(text, raster, MARGIN, MARGIN));
    long rows = bottom - 1L - top;
    for (int y = top + 1; y < bottom; y++) {
      int level = (int) ((2 * (bottom - 1L - y) + 1) * Palette.LEVELS / (2 * rows));
      raster.line(MARGIN + 1, right, y, Palette.ofLevel(level));
    }
    raster.frame(MARGIN, top, right, bottom, Palette.INK);
    for (Ticks.Tick tick : ticks) {
      double place = limits.orElseThrow().places(isLog).of(tick.value());
      int y = (int) Math.round(bottom - place * (bottom - top));
      raster.line(right + 1, right + 1 + TICK, y, Palette.INK);
      font.draw(tick.text(), raster, right + 2 * TICK, y - StrokeFont.CAPITAL / 2);
    }
    return raster;
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "\u2026" : text;
  }
}
