package io.hypertile.text;

import io.hypertile.error.SyntaxException;
import java.util.function.IntPredicate;

/**
 * Reads a query's text from left to right; the base of the scanners of slices and of filters. It
 * holds what these languages write alike: blanks, quotes, numbers and the letters of names. Every
 * character is looked at once. Not safe for use by several threads.
 */
public abstract class TextScanner {
  private static final String BLANKS = " \t\r\n";

  /** The whole text. */
  protected final String text;

  /** Index of the next character, from 0. */
  protected int at;

  private final String delimiters;

  /**
   * A scanner at the beginning of a text.
   *
   * @param delimiters the characters besides blanks that may follow a number or a closing quote
   */
  protected TextScanner(String text, String delimiters) {
    this.text = text;
    this.delimiters = BLANKS + delimiters;
  }

  /**
   * A number as it appears in the text.
   *
   * @param column column of its first character
   * @param text its characters; a blank may stand for the plus of the exponent
   * @param whole whether it has neither point nor exponent
   */
  public record Numeral(int column, String text, boolean whole) {}

  /**
   * Additions of a language to the sentences about a number that cannot be read; each begins with
   * the sign that parts it from the sentence.
   *
   * @param noDigit where no digit follows the sign or the point
   * @param noExponent where no digit follows the {@code e}
   * @param notOver where something else than a delimiter follows
   * @param tooLarge where float64 has no such number
   */
  public record NumberHints(String noDigit, String noExponent, String notOver, String tooLarge) {}

  /** Column of the next character. */
  public final int column() {
    return at + 1;
  }

  /** Whether no character is left. */
  public final boolean atEnd() {
    return at == text.length();
  }

  /** Whether the next character is one of these. */
  public final boolean sees(String characters) {
    return !atEnd() && characters.indexOf(text.charAt(at)) >= 0;
  }

  /** Whether the next character is a digit from 0 to 9. */
  protected final boolean seesDigit() {
    return !atEnd() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  /** Whether the next character begins a name without quotes: a letter or {@code _}. */
  protected final boolean seesName() {
    return !atEnd() && (Character.isLetter(text.codePointAt(at)) || text.charAt(at) == '_');
  }

  /** Takes the word or sign if it comes next. */
  public final boolean take(String word) {
    boolean next = text.startsWith(word, at);
    at += next ? word.length() : 0;
    return next;
  }

  /** Takes the blanks that come next. */
  public final void skipBlanks() {
    while (sees(BLANKS)) {
      at++;
    }
  }

  /** The characters of a kind that come next; they are not taken. */
  protected final String ahead(IntPredicate kind) {
    int end = at;
    while (end < text.length() && kind.test(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    return text.substring(at, end);
  }

  /** Takes the text before an index. */
  protected final String takeUntil(int end) {
    String taken = text.substring(at, end);
    at = end;
    return taken;
  }

  /**
   * Takes a text in quotes, which are doubled within. The next character is the quote.
   *
   * @param place where a delimiter is missing, as in {@code after the closing quote}
   * @return the text between the quotes
   */
  protected final String quoted(String place) {
    int column = column();
    char quote = text.charAt(at++);
    StringBuilder content = new StringBuilder();
    while (true) {
      int end = text.indexOf(quote, at);
      if (end < 0) {
        at = text.length();
        throw fault("The quote that opens in column " + column + " is not closed.");
      }
      content.append(text, at, end);
      at = end + 1;
      if (!take(String.valueOf(quote))) {
        break;
      }
      content.append(quote);
    }
    requireDelimiter(place + " (a quote within quotes is written twice)");
    return content.toString();
  }

  /** Takes a number: a sign, digits, a point and an exponent, of which digits must be there. */
  protected final Numeral number(NumberHints hints) {
    int from = at;
    at += sees("+-") ? 1 : 0;
    int digits = skipDigits();
    boolean point = take(".");
    digits += point ? skipDigits() : 0;
    if (digits == 0) {
      throw fault("A digit was expected, not " + shown() + hints.noDigit() + ".");
    }
    boolean exponent = sees("eE");
    if (exponent) {
      at++;
      // A plus sign in a query string arrives as a space.
      at += sees("+- ") ? 1 : 0;
      if (skipDigits() == 0) {
        throw fault("The exponent of a number has a digit" + hints.noExponent() + ".");
      }
    }
    requireDelimiter("in a number" + hints.notOver());
    return new Numeral(from + 1, text.substring(from, at), !point && !exponent);
  }

  /** The number nearest to a numeral; one beyond the range is refused. */
  protected final double float64(Numeral numeral, NumberHints hints) {
    double value = Double.parseDouble(numeral.text().replace(' ', '+'));
    if (Double.isInfinite(value)) {
      throw faultAt(
          numeral.column(),
          "The number "
              + Quoting.shortened(numeral.text())
              + " exceeds the range of float64"
              + hints.tooLarge()
              + ".");
    }
    return value;
  }

  private int skipDigits() {
    int from = at;
    while (seesDigit()) {
      at++;
    }
    return at - from;
  }

  /** Refuses what comes next unless it is a blank, a delimiter or the end. */
  protected final void requireDelimiter(String place) {
    if (!atEnd() && !sees(delimiters)) {
      throw fault("There cannot be " + shown() + " " + place + ".");
    }
  }

  /**
   * Whether a name without quotes continues with it: letters, digits, marks, {@code _} and points.
   */
  protected static boolean isNamePart(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
      default -> Character.isLetterOrDigit(codePoint) || codePoint == '_' || codePoint == '.';
    };
  }

  /** The next piece of the text as a sentence can show it. */
  public abstract String shown();

  /** A failure at a column. */
  public abstract SyntaxException faultAt(int column, String detail);

  /** A failure at the next character. */
  public final SyntaxException fault(String detail) {
    return faultAt(column(), detail);
  }
}
