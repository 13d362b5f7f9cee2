package io.hypertile.text;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Numbers read from texts, in the forms that Python has. Blanks around a number are allowed. Safe
 * for use by many threads.
 */
public final class NumberReading {
  private static final Pattern INT = Pattern.compile("[+-]?[0-9]++");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?");
  private static final Pattern WORD =
      Pattern.compile("[+-]?(?:nan|inf|infinity)", Pattern.CASE_INSENSITIVE);

  private NumberReading() {}

  /** A whole number, at most as many characters as said. */
  public static Optional<BigInteger> findInt(String text, int maxLength) {
    String bare = text.strip();
    return bare.length() <= maxLength && INT.matcher(bare).matches()
        ? Optional.of(new BigInteger(bare))
        : Optional.empty();
  }

  /** Whether it is a decimal number, with or without point and exponent, and not a word. */
  public static boolean isDecimal(String text) {
    return DECIMAL.matcher(text.strip()).matches();
  }

  /** A 64-bit float, infinite when the digits are out of range. */
  public static Optional<Double> findFloat(String text) {
    String bare = text.strip();
    if (DECIMAL.matcher(bare).matches()) {
      return Optional.of(Double.valueOf(bare));
    }
    if (!WORD.matcher(bare).matches()) {
      return Optional.empty();
    }
    if (bare.toLowerCase(Locale.ROOT).endsWith("nan")) {
      return Optional.of(Double.NaN);
    }
    return Optional.of(bare.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
  }

  /** The two parts of a complex number such as {@code (1+2j)}, {@code 3j} or {@code 1.5}. */
  public static Optional<Parts> findParts(String text) {
    String bare = text.strip();
    if (bare.length() >= 2 && bare.startsWith("(") && bare.endsWith(")")) {
      bare = bare.substring(1, bare.length() - 1).strip();
    }
    if (!bare.endsWith("j") && !bare.endsWith("J")) {
      return findFloat(bare).isPresent() ? Optional.of(new Parts(bare, "0")) : Optional.empty();
    }
    String body = bare.substring(0, bare.length() - 1);
    int split = body.length() - 1;
    while (split > 0 && !isSignOfPart(body, split)) {
      split--;
    }
    String re = split <= 0 ? "0" : body.substring(0, split);
    String im = split <= 0 ? body : body.substring(split);
    if (im.isEmpty() || im.equals("+") || im.equals("-")) {
      im = im + "1";
    }
    boolean blanks = (re + im).chars().anyMatch(Character::isWhitespace);
    return !blanks && findFloat(re).isPresent() && findFloat(im).isPresent()
        ? Optional.of(new Parts(re, im))
        : Optional.empty();
  }

  private static boolean isSignOfPart(String text, int at) {
    char c = text.charAt(at);
    char before = text.charAt(at - 1);
    return (c == '+' || c == '-') && before != 'e' && before != 'E';
  }

  /** Texts of the real and the imaginary part, both floats. */
  public record Parts(String re, String im) {}
}
