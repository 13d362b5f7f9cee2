package io.hypertile.picture;

/**
 * The 256 colours of a heat map: one that cannot be seen, shades from white to ink for its legend,
 * and those of values from low to high. Immutable.
 */
final class Palette {
  /** The colour of nulls, transparent. */
  static final byte NOTHING = 0;

  /** The colour below a legend. */
  static final byte PAPER = 1;

  /** Shades from paper to ink, both included. */
  static final int SHADES = 15;

  /** The colour of texts and lines. */
  static final byte INK = SHADES;

  /** Number of colours of values. */
  static final int LEVELS = 240;

  private static final int FIRST = INK + 1;
  private static final int WHITE = 255;
  private static final int DARKEST = 32;

  private final byte[] entries = new byte[3 * (FIRST + LEVELS)];

  /** The palette of a scale. */
  Palette(HeatOptions.Scale scale) {
    for (int n = 0; n < SHADES; n++) {
      int shade = WHITE - (WHITE - DARKEST) * n / (SHADES - 1);
      put(PAPER + n, shade << 16 | shade << 8 | shade);
    }
    int[] colors = scale.colors().colors(LEVELS);
    for (int n = 0; n < LEVELS; n++) {
      put(FIRST + n, colors[scale.isReversed() ? LEVELS - 1 - n : n]);
    }
  }

  private void put(int entry, int color) {
    entries[3 * entry] = (byte) (color >> 16);
    entries[3 * entry + 1] = (byte) (color >> 8);
    entries[3 * entry + 2] = (byte) color;
  }

  /** Red, green and blue of all entries. */
  byte[] entries() {
    return entries;
  }

  /**
   * The entry of a place on the scale.
   *
   * @param place from 0 to 1, beyond which colours stay as they are; NaN for null
   */
  static byte at(double place) {
    if (Double.isNaN(place)) {
      return NOTHING;
    }
    return (byte) (FIRST + Math.clamp((int) (place * LEVELS), 0, LEVELS - 1));
  }

  /** The entry of a level from 0. */
  static byte ofLevel(int level) {
    return (byte) (FIRST + level);
  }

  /**
   * The entry of ink that covers a part of a pixel of paper.
   *
   * @param cover from 0 to 1
   */
  static byte shade(double cover) {
    return (byte) (PAPER + Math.round(cover * (SHADES - 1)));
  }
}
