package io.hypertile.dataset.across;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hypertile.dataset.ArrayStatistics.Extreme;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.OptionalInt;

/** Order of extremes of different arrays: numbers by value with NaN above all, texts by bytes. */
final class ExtremeOrder {
  private ExtremeOrder() {}

  /** Compares two extremes; empty for a number and a text. */
  static OptionalInt compare(Extreme one, Extreme other) {
    if (one instanceof Extreme.Text(String left)) {
      return other instanceof Extreme.Text(String right)
          ? OptionalInt.of(Arrays.compareUnsigned(left.getBytes(UTF_8), right.getBytes(UTF_8)))
          : OptionalInt.empty();
    }
    if (other instanceof Extreme.Text) {
      return OptionalInt.empty();
    }
    if (one instanceof Extreme.Signed(long left) && other instanceof Extreme.Signed(long right)) {
      return OptionalInt.of(Long.compare(left, right));
    }
    if (one instanceof Extreme.Real(double left) && other instanceof Extreme.Real(double right)) {
      return OptionalInt.of(Double.compare(left, right));
    }
    double left = real(one);
    double right = real(other);
    return OptionalInt.of(
        isFinite(left) && isFinite(right)
            ? exact(one).compareTo(exact(other))
            : Double.compare(left, right));
  }

  private static boolean isFinite(double value) {
    return Double.isFinite(value);
  }

  private static double real(Extreme extreme) {
    return switch (extreme) {
      case Extreme.Signed(long value) -> value;
      case Extreme.Unsigned(long bits) -> unsigned(bits).doubleValue();
      case Extreme.Real(double value) -> value;
      case Extreme.Text ignored -> Double.NaN;
    };
  }

  private static BigDecimal exact(Extreme extreme) {
    return switch (extreme) {
      case Extreme.Signed(long value) -> BigDecimal.valueOf(value);
      case Extreme.Unsigned(long bits) -> new BigDecimal(unsigned(bits));
      case Extreme.Real(double value) -> new BigDecimal(value);
      case Extreme.Text ignored -> BigDecimal.ZERO;
    };
  }

  private static BigInteger unsigned(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }
}
