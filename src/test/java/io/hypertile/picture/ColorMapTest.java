package io.hypertile.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Colours beside those of Matplotlib, which {@code make_pictures.py} wrote down. */
class ColorMapTest {
  static List<String> references() throws IOException {
    try (InputStream in = ColorMapTest.class.getResourceAsStream("/pictures/matplotlib.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("references")
  void colorsAreThoseOfMatplotlib(String reference) {
    String[] fields = reference.split(" ");
    ColorMap map = ColorMap.valueOf(fields[0].toUpperCase(Locale.ROOT));
    int[] colors = map.colors(fields.length - 1);
    // Matplotlib has coolwarm as a table of 33 colours, and straight lines between them.
    int most = map == ColorMap.COOLWARM ? 2 : 0;
    for (int n = 0; n < colors.length; n++) {
      int expected = Integer.parseInt(fields[n + 1], 16);
      for (int shift = 0; shift <= 16; shift += 8) {
        assertThat(colors[n] >> shift & 0xff)
            .as("%s at %d of %06x", map, n, expected)
            .isCloseTo(expected >> shift & 0xff, within(most));
      }
    }
  }
}
