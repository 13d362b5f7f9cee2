package io.hypertile.picture;

import java.util.Locale;

/** Text of an SVG document. Used by one thread. */
final class SvgText {
  private static final double PRECISION = 100;
  private static final double FAR = 1e5;
  private static final int LONGEST = 32;

  private final StringBuilder text = new StringBuilder(4096);

  /** Appends markup as it is. */
  SvgText raw(String markup) {
    text.append(markup);
    return this;
  }

  /** Appends markup with numbers in place of {@code %s}, as {@link #number} has them. */
  SvgText raw(String markup, double... numbers) {
    Object[] texts = new Object[numbers.length];
    for (int n = 0; n < texts.length; n++) {
      texts[n] = plain(numbers[n]);
    }
    text.append(String.format(Locale.ROOT, markup, texts));
    return this;
  }

  /** Appends a number of pixels with two decimals; what lies far outside lies less far. */
  SvgText number(double pixels) {
    text.append(plain(pixels));
    return this;
  }

  private static String plain(double pixels) {
    long hundredths = Math.round(Math.clamp(pixels, -FAR, FAR) * PRECISION);
    String sign = hundredths < 0 ? "-" : "";
    long size = Math.abs(hundredths);
    long whole = size / 100;
    long part = size % 100;
    if (part == 0) {
      return sign + whole;
    }
    return sign + whole + (part % 10 == 0 ? "." + part / 10 : part < 10 ? ".0" + part : "." + part);
  }

  /** Appends a text of others, which is no markup whatever it is. */
  SvgText escaped(String content) {
    content
        .codePoints()
        .forEach(character -> {
          switch (character) {
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '&' -> text.append("&amp;");
            case '"' -> text.append("&quot;");
            case '\'' -> text.append("&#39;");
            default -> text.appendCodePoint(isAllowed(character) ? character : 0xfffd);
          }
        });
    return this;
  }

  /** Whether XML may have a character, and it is no sign that turns the order of others round. */
  private static boolean isAllowed(int character) {
    return character >= 0x20
        && Character.getType(character) != Character.CONTROL
        && Character.getType(character) != Character.FORMAT
        && Character.getType(character) != Character.SURROGATE
        && (character & 0xfffe) != 0xfffe;
  }

  /** A text of others cut to a length that fits beside a picture. */
  static String shortened(String content) {
    return content.codePointCount(0, content.length()) > LONGEST
        ? content.substring(0, content.offsetByCodePoints(0, LONGEST - 1)) + "\u2026"
        : content;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
