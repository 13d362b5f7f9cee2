package io.hypertile.picture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A typeface of strokes, so that texts need no font of the machine: ASCII and a few signs of units,
 * every glyph a few lines through points of a grid on which capitals are 6 units high. Characters
 * that it has not are empty boxes. Immutable.
 */
final class StrokeFont {
  /** Pixels from the top of capitals to the line that they stand on. */
  static final int CAPITAL = 8;

  /** The typeface. */
  static final StrokeFont FONT = new StrokeFont();

  private static final double UNIT = CAPITAL / 6.0;
  private static final double GAP = 2.2;
  private static final double SPACE = 3.6;
  private static final double HALF_STROKE = 0.6;
  private static final int DESCENT = 4;

  private final Map<Integer, Glyph> glyphs = new HashMap<>();

  /** Stands for characters that have no glyph. */
  private final Glyph missing = Glyph.parse("00 30 36 06 00");

  /**
   * A glyph.
   *
   * @param strokes its lines, each the points' x and y by turns, in pixels from the top left
   * @param width pixels
   */
  private record Glyph(double[][] strokes, double width) {
    static Glyph parse(String text) {
      double[][] strokes =
          Arrays.stream(text.split(",")).map(Glyph::stroke).toArray(double[][]::new);
      double width = 0;
      for (double[] stroke : strokes) {
        for (int n = 0; n < stroke.length; n += 2) {
          width = Math.max(width, stroke[n]);
        }
      }
      return new Glyph(strokes, width);
    }

    private static double[] stroke(String points) {
      return points.chars().filter(c -> c != ' ').mapToDouble(c -> (c - '0') * UNIT).toArray();
    }

    /** Distance of a point to the nearest line. */
    double distance(double x, double y) {
      double least = Double.MAX_VALUE;
      for (double[] stroke : strokes) {
        for (int n = 0; n + 3 < stroke.length; n += 2) {
          double dx = stroke[n + 2] - stroke[n];
          double dy = stroke[n + 3] - stroke[n + 1];
          double length = dx * dx + dy * dy;
          double along =
              length == 0 ? 0 : ((x - stroke[n]) * dx + (y - stroke[n + 1]) * dy) / length;
          double at = Math.clamp(along, 0.0, 1.0);
          least = Math.min(least, Math.hypot(stroke[n] + at * dx - x, stroke[n + 1] + at * dy - y));
        }
      }
      return least;
    }
  }

  private StrokeFont() {
    try (InputStream in = StrokeFont.class.getResourceAsStream("/pictures/strokes.txt")) {
      if (in == null) {
        throw new IllegalStateException("the strokes are missing");
      }
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> glyphs.put(line.codePointAt(0), Glyph.parse(line.substring(2))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Glyph glyph(int character) {
    Glyph glyph = glyphs.get(character);
    return glyph == null ? missing : glyph;
  }

  /** Pixels that a text is wide, at least. */
  int width(String text) {
    double width = text.codePoints().mapToDouble(this::advance).sum();
    return (int) Math.ceil(width);
  }

  private double advance(int character) {
    return character == ' ' ? SPACE : glyph(character).width + GAP;
  }

  /**
   * Draws a text in ink on paper.
   *
   * @param left its first pixel
   * @param top the top of its capitals
   */
  void draw(String text, Raster raster, int left, int top) {
    double at = left + HALF_STROKE;
    for (int character : text.codePoints().toArray()) {
      if (character != ' ') {
        draw(glyph(character), raster, at, top);
      }
      at += advance(character);
    }
  }

  private static void draw(Glyph glyph, Raster raster, double left, int top) {
    for (int y = top - 1; y <= top + CAPITAL + DESCENT; y++) {
      for (int x = (int) left - 1; x <= left + glyph.width + 1; x++) {
        double distance = glyph.distance(x + 0.5 - left, y - top);
        double cover = Math.clamp(HALF_STROKE + 0.5 - distance, 0.0, 1.0);
        if (cover > 0) {
          raster.ink(x, y, cover);
        }
      }
    }
  }
}
