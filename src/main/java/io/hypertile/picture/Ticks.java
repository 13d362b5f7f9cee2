package io.hypertile.picture;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers between the ends of a scale, and their texts. */
final class Ticks {
  private static final double[] ROUND = {1, 2, 5, 10};
  private static final double LONG = 1e6;
  private static final double SHORT = 1e-4;
  private static final double SLACK = 1e-9;
  private static final int DIGITS = 15;

  private Ticks() {}

  /**
   * A mark.
   *
   * @param value its value
   * @param text the value as a text
   */
  record Tick(double value, String text) {}

  /**
   * Marks of a scale.
   *
   * @param most about as many, at least 2
   */
  static List<Tick> of(Limits limits, boolean isLog, int most) {
    if (limits.low() == limits.high()) {
      return List.of(new Tick(limits.low(), shortest(limits.low())));
    }
    List<Tick> ticks = isLog ? powers(limits, most) : List.of();
    return ticks.size() > 1 ? ticks : linear(limits, most);
  }

  private static List<Tick> linear(Limits limits, int most) {
    double span = limits.high() / most - limits.low() / most;
    double power = Math.pow(10, Math.floor(Math.log10(span)));
    if (power == 0 || !Double.isFinite(power)) {
      return List.of(
          new Tick(limits.low(), shortest(limits.low())),
          new Tick(limits.high(), shortest(limits.high())));
    }
    double step = ROUND[ROUND.length - 1] * power;
    for (int n = ROUND.length - 1; n >= 0; n--) {
      step = ROUND[n] * power >= span * (1 - SLACK) ? ROUND[n] * power : step;
    }
    List<Tick> ticks = new ArrayList<>();
    double first = Math.ceil(limits.low() / step - SLACK);
    double last = Math.floor(limits.high() / step + SLACK);
    // Doubles far from zero may be too coarse for the step.
    for (int n = 0; first + n <= last && n <= 2 * most; n++) {
      double value = (first + n) * step;
      ticks.add(new Tick(value, text(value, step, Math.max(-first, last) * step)));
    }
    return ticks;
  }

  private static List<Tick> powers(Limits limits, int most) {
    int first = (int) Math.ceil(Math.log10(limits.low()) - SLACK);
    int last = (int) Math.floor(Math.log10(limits.high()) + SLACK);
    int step = Math.max(1, Math.ceilDiv(last - first + 1, most));
    List<Tick> ticks = new ArrayList<>();
    for (int power = first; power <= last; power += step) {
      double value = Double.parseDouble("1e" + power);
      ticks.add(new Tick(value, shortest(value)));
    }
    return ticks;
  }

  /** A multiple of a step with the digits that the step needs. */
  private static String text(double value, double step, double greatest) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + SLACK));
    if (Math.abs(value) < step / 2) {
      return "0";
    }
    if (greatest >= LONG || step < SHORT) {
      int digits =
          (int) Math.floor(Math.log10(Math.abs(value)))
              - (int) Math.floor(Math.log10(step) + SLACK);
      return scientific(value, Math.clamp(digits + 1, 1, DIGITS));
    }
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** A number with as few digits as tell it. */
  static String shortest(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size >= LONG || size < SHORT)) {
      return scientific(value, DIGITS);
    }
    String text =
        new BigDecimal(value).round(new MathContext(DIGITS)).stripTrailingZeros().toPlainString();
    return value == 0 ? "0" : text;
  }

  private static String scientific(double value, int digits) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    String mantissa = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    return String.format(Locale.ROOT, "%se%d", mantissa, exponent);
  }
}
