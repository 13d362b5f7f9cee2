package io.hypertile.picture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Options of a heat map.
 *
 * @param scale from values to colours
 * @param width pixels of the map without its legend
 * @param height pixels of the map without its legend
 * @param axes names of the axes to the right and down, where they are named
 * @param flip axes that are turned round
 * @param hasLegend whether a bar beside the map tells the values of colours
 */
record HeatOptions(
    Scale scale, OptionalInt width, OptionalInt height, Axes axes, Flip flip, boolean hasLegend) {
  /** The names of the parameters. */
  static final List<String> NAMES =
      List.of("colors", "range", "scale", "width", "height", "x", "y", "flip", "legend");

  private static final String REVERSED = "_r";

  /**
   * From values to colours.
   *
   * @param colors the colours
   * @param isReversed whether high values have the colours of low ones
   * @param range values that have the first and the last colour
   * @param isLog whether equal ratios of values are equal distances of colours
   */
  record Scale(ColorMap colors, boolean isReversed, ValueRange range, boolean isLog) {}

  /** Names of axes, empty where the shape says them. */
  record Axes(Optional<String> x, Optional<String> y) {}

  /** Axes that are turned round. */
  enum Flip {
    /** Latitudes that rise along an axis, so that north is up. */
    AUTO,
    NONE,
    X,
    Y,
    BOTH
  }

  /**
   * Reads the parameters.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-request}
   */
  static HeatOptions of(Map<String, String> given) {
    Parameters parameters = new Parameters(given);
    String colors = parameters.find("colors").orElse(ColorMap.VIRIDIS.text());
    boolean isReversed = colors.endsWith(REVERSED);
    String name = isReversed ? colors.substring(0, colors.length() - REVERSED.length()) : colors;
    int map = ColorMap.NAMES.indexOf(name);
    if (map < 0) {
      throw Refusals.choice("colors", ColorMap.NAMES, colors);
    }
    Scale scale =
        new Scale(ColorMap.values()[map], isReversed, parameters.range(), parameters.isLog());
    return new HeatOptions(
        scale,
        parameters.number("width", 1, PictureSize.MOST_SIDE),
        parameters.number("height", 1, PictureSize.MOST_SIDE),
        new Axes(parameters.find("x"), parameters.find("y")),
        parameters.choose("flip", flips()),
        parameters.choose("legend", switches()));
  }

  private static Map<String, Boolean> switches() {
    Map<String, Boolean> choices = new LinkedHashMap<>();
    choices.put("false", false);
    choices.put("true", true);
    return choices;
  }

  private static Map<String, Flip> flips() {
    Map<String, Flip> choices = new LinkedHashMap<>();
    for (Flip flip : Flip.values()) {
      choices.put(flip.name().toLowerCase(Locale.ROOT), flip);
    }
    return choices;
  }
}
