package io.hypertile.picture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Colours for values from low to high. Equal steps of a value look equally large in all of them:
 * lightness rises evenly, or, in {@link #COOLWARM}, from both ends to the middle.
 */
public enum ColorMap {
  /** Dark blue, green, yellow (van der Walt and Smith, CC0). */
  VIRIDIS,
  /** Black, purple, cream (van der Walt and Smith, CC0). */
  MAGMA,
  /** Black, red, yellow (van der Walt and Smith, CC0). */
  INFERNO,
  /** Blue, red, yellow (van der Walt and Smith, CC0). */
  PLASMA,
  /**
   * Blue, grey, yellow, the same to colour-blind eyes (Nuñez, Anderson and Renslow, PLOS ONE 13(7)
   * e0199239, 2018, CC BY 4.0).
   */
  CIVIDIS,
  /** Black to white. */
  GRAY,
  /**
   * Blue, grey, red, for values on both sides of a middle (Moreland, "Diverging Color Maps for
   * Scientific Visualization", 2009).
   */
  COOLWARM;

  /** Names of all, in lower case. */
  static final List<String> NAMES = Arrays.stream(values()).map(ColorMap::text).toList();

  private static final int SAMPLES = 256;
  private static final int HEX = 16;

  /** Its name in a query. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Colours at equal distances from low to high, as red, green and blue in the lower 24 bits.
   *
   * @param count at least 2
   */
  public int[] colors(int count) {
    int[] samples =
        switch (this) {
          case VIRIDIS, MAGMA, INFERNO, PLASMA, CIVIDIS -> published();
          case GRAY -> grays();
          case COOLWARM -> Diverging.colors(SAMPLES);
        };
    int[] colors = new int[count];
    for (int n = 0; n < count; n++) {
      double at = (double) n / (count - 1) * (SAMPLES - 1);
      int low = Math.min((int) at, SAMPLES - 2);
      colors[n] = between(samples[low], samples[low + 1], at - low);
    }
    return colors;
  }

  private int[] published() {
    try (InputStream in = ColorMap.class.getResourceAsStream("/pictures/" + text() + ".txt")) {
      if (in == null) {
        throw new IllegalStateException("there are no colours of " + this);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .mapToInt(line -> Integer.parseInt(line, HEX))
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] grays() {
    int[] samples = new int[SAMPLES];
    for (int n = 0; n < SAMPLES; n++) {
      samples[n] = n << 16 | n << 8 | n;
    }
    return samples;
  }

  private static int between(int low, int high, double part) {
    int color = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = low >> shift & 0xff;
      int to = high >> shift & 0xff;
      color |= (int) Math.round(from + (to - from) * part) << shift;
    }
    return color;
  }
}
