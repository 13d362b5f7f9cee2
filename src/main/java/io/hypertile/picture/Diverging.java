package io.hypertile.picture;

/**
 * Moreland's diverging colours: straight lines in Msh, the polar form of CIELAB, from blue to a
 * light grey and on to red, whose hues turn a little on the way to the grey.
 */
final class Diverging {
  private static final double MIDDLE = 88;
  private static final double[] WHITE = {0.9505, 1, 1.089};
  private static final double EPSILON = 0.008856;
  private static final double KAPPA = 7.787;
  private static final double[] BLUE = msh(59, 76, 192);
  private static final double[] RED = msh(180, 4, 38);

  private Diverging() {}

  /** Colours at equal distances, as red, green and blue in the lower 24 bits. */
  static int[] colors(int count) {
    int[] colors = new int[count];
    double middle = Math.max(MIDDLE, Math.max(BLUE[0], RED[0]));
    for (int n = 0; n < count; n++) {
      double at = (double) n / (count - 1);
      double[] end = at < 0.5 ? BLUE : RED;
      double part = at < 0.5 ? 2 * at : 2 - 2 * at;
      double hue = turned(end, middle);
      colors[n] =
          rgb(
              end[0] + (middle - end[0]) * part,
              end[1] * (1 - part),
              end[2] + (hue - end[2]) * part);
    }
    return colors;
  }

  /** Hue at the grey, so that the path leaves the saturated colour evenly. */
  private static double turned(double[] end, double middle) {
    double turn =
        end[1] * Math.sqrt(middle * middle - end[0] * end[0]) / (end[0] * Math.sin(end[1]));
    return end[2] > -Math.PI / 3 ? end[2] + turn : end[2] - turn;
  }

  private static double[] msh(int red, int green, int blue) {
    double r = linear(red);
    double g = linear(green);
    double b = linear(blue);
    double x = pivot((0.4124 * r + 0.3576 * g + 0.1805 * b) / WHITE[0]);
    double y = pivot((0.2126 * r + 0.7152 * g + 0.0722 * b) / WHITE[1]);
    double z = pivot((0.0193 * r + 0.1192 * g + 0.9505 * b) / WHITE[2]);
    double lightness = 116 * (y - 16.0 / 116);
    double a = 500 * (x - y);
    double yellow = 200 * (y - z);
    double m = Math.sqrt(lightness * lightness + a * a + yellow * yellow);
    return new double[] {m, Math.acos(lightness / m), Math.atan2(yellow, a)};
  }

  private static int rgb(double m, double s, double h) {
    double lightness = m * Math.cos(s);
    double a = m * Math.sin(s) * Math.cos(h);
    double yellow = m * Math.sin(s) * Math.sin(h);
    double y = lightness / 116 + 16.0 / 116;
    double x = unpivot(y + a / 500) * WHITE[0];
    double z = unpivot(y - yellow / 200) * WHITE[2];
    double luminance = unpivot(y);
    return sample(3.2406 * x - 1.5372 * luminance - 0.4986 * z) << 16
        | sample(-0.9689 * x + 1.8758 * luminance + 0.0415 * z) << 8
        | sample(0.0557 * x - 0.2040 * luminance + 1.0570 * z);
  }

  private static double linear(int sample) {
    double value = sample / 255.0;
    return value > 0.04045 ? Math.pow((value + 0.055) / 1.055, 2.4) : value / 12.92;
  }

  private static int sample(double linear) {
    double value = linear > 0.0031308 ? 1.055 * Math.pow(linear, 1 / 2.4) - 0.055 : 12.92 * linear;
    return (int) Math.round(Math.clamp(value, 0.0, 1.0) * 255);
  }

  private static double pivot(double value) {
    return value > EPSILON ? Math.cbrt(value) : KAPPA * value + 16.0 / 116;
  }

  private static double unpivot(double value) {
    double cube = value * value * value;
    return cube > EPSILON ? cube : (value - 16.0 / 116) / KAPPA;
  }
}
