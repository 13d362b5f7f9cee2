package io.hypertile.ndarray;

/**
 * A decimal number in JSON's grammar, taken apart without loss and without allocation. The same
 * instance scans one text after another; not thread-safe.
 */
public final class DecimalText {
  private static final long EXPONENT_LIMIT = 1_000_000_000L;

  private char[] text = new char[0];
  private boolean negative;
  private int first;
  private int last;
  private int point;
  private int significant;
  private long exponent;

  /** Relation of a decimal number to whole numbers of 64 bits. */
  public enum Whole {
    /** A whole number whose magnitude is below 2^64. */
    FITS,
    /** A number with a fraction. */
    FRACTION,
    /** A whole number that is larger. */
    TOO_LARGE
  }

  /**
   * Reads a text. The characters must not change while the answer is used.
   *
   * @return false if the text is not a number in JSON's grammar
   */
  public boolean scan(char[] characters, int offset, int length) {
    text = characters;
    int at = offset;
    int end = offset + length;
    negative = at < end && characters[at] == '-';
    at += negative ? 1 : 0;
    int digitsStart = at;
    at = skipDigits(at, end);
    int integerEnd = at;
    boolean leadingZero = integerEnd - digitsStart > 1 && characters[digitsStart] == '0';
    if (integerEnd == digitsStart || leadingZero) {
      return false;
    }
    point = integerEnd;
    if (at < end && characters[at] == '.') {
      int fraction = at + 1;
      at = skipDigits(fraction, end);
      if (at == fraction) {
        return false;
      }
    }
    findSignificant(digitsStart, at);
    long written = 0;
    if (at < end && (characters[at] == 'e' || characters[at] == 'E')) {
      int digits = at + 1;
      boolean minus = digits < end && characters[digits] == '-';
      digits += minus || digits < end && characters[digits] == '+' ? 1 : 0;
      at = skipDigits(digits, end);
      if (at == digits) {
        return false;
      }
      written = exponentOf(digits, at, minus);
    }
    exponent = written + (last < point ? point - 1 - last : point - last);
    return at == end;
  }

  private int skipDigits(int from, int end) {
    int at = from;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at;
  }

  private void findSignificant(int start, int end) {
    first = start;
    while (first < end && (text[first] == '0' || text[first] == '.')) {
      first++;
    }
    last = end - 1;
    while (last > first && (text[last] == '0' || text[last] == '.')) {
      last--;
    }
    boolean split = first < point && last > point;
    significant = first == end ? 0 : last - first + (split ? 0 : 1);
  }

  private long exponentOf(int start, int end, boolean minus) {
    long value = 0;
    for (int at = start; at < end; at++) {
      value = Math.min(value * 10 + (text[at] - '0'), EXPONENT_LIMIT);
    }
    return minus ? -value : value;
  }

  /** Whether the text has a minus sign, also on a zero. */
  public boolean isNegative() {
    return negative;
  }

  /** Whether the number is 0. */
  public boolean isZero() {
    return significant == 0;
  }

  /** Digits from the first to the last that is not 0, without the point. */
  String digits() {
    StringBuilder digits = new StringBuilder(significant);
    for (int at = first; at <= last && significant > 0; at++) {
      if (text[at] != '.') {
        digits.append(text[at]);
      }
    }
    return digits.toString();
  }

  /** Power of ten that {@link #digits} as a whole number is multiplied by, within 10^9 or so. */
  long exponent() {
    return exponent;
  }

  /** Position of the decimal point from the first significant digit: 0.5 has 0, 5 has 1. */
  long magnitude() {
    return significant + exponent;
  }

  /** Whether the number is whole and below 2^64 in magnitude. */
  public Whole whole() {
    if (significant == 0) {
      return Whole.FITS;
    }
    if (exponent < 0) {
      return Whole.FRACTION;
    }
    if (magnitude() > 20) {
      return Whole.TOO_LARGE;
    }
    long value = 0;
    for (int at = first; at <= last; at++) {
      if (text[at] != '.') {
        int digit = text[at] - '0';
        if (overflows(value, digit)) {
          return Whole.TOO_LARGE;
        }
        value = value * 10 + digit;
      }
    }
    for (long zeros = exponent; zeros > 0; zeros--) {
      if (overflows(value, 0)) {
        return Whole.TOO_LARGE;
      }
      value *= 10;
    }
    return Whole.FITS;
  }

  private static boolean overflows(long value, int digit) {
    // 2^64 - 1 is 10 * 1844674407370955161 + 5.
    int comparison = Long.compareUnsigned(value, 1_844_674_407_370_955_161L);
    return comparison > 0 || comparison == 0 && digit > 5;
  }

  /** The unsigned magnitude of a number that fits, see {@link #whole}. */
  public long wholeMagnitude() {
    long value = 0;
    for (int at = first; at <= last && significant > 0; at++) {
      if (text[at] != '.') {
        value = value * 10 + (text[at] - '0');
      }
    }
    for (long zeros = significant == 0 ? 0 : exponent; zeros > 0; zeros--) {
      value *= 10;
    }
    return value;
  }

  /**
   * Appends a number in the layout of {@link Double#toString(double)}: plain from 0.001 to below
   * 10^7, else with an exponent.
   *
   * @param digits significant digits, not empty
   * @param point place of the decimal point, counted from the first digit
   */
  static void appendNumber(StringBuilder out, boolean negative, CharSequence digits, int point) {
    int count = digits.length();
    if (negative) {
      out.append('-');
    }
    if (point > 7 || point < -2) {
      out.append(digits.charAt(0)).append('.');
      out.append(count > 1 ? digits.subSequence(1, count) : "0").append('E').append(point - 1);
    } else if (point <= 0) {
      out.append("0.").append("00", 0, -point).append(digits);
    } else if (count <= point) {
      out.append(digits).append("000000", 0, point - count).append(".0");
    } else {
      out.append(digits, 0, point).append('.').append(digits, point, count);
    }
  }
}
