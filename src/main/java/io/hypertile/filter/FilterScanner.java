package io.hypertile.filter;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.SyntaxException;
import io.hypertile.filter.FilterExpression.Literal;
import io.hypertile.filter.FilterExpression.Name;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.IsoTime;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads a filter's text from left to right, word by word. */
final class FilterScanner {
  private static final String BLANKS = " \t\r\n";
  private static final String DELIMITERS = BLANKS + ",()[]=!<>&|";
  private static final int ID_LENGTH = 36;
  private static final int SHOWN = 60;

  private final String text;
  private int at;

  FilterScanner(String text) {
    this.text = text;
  }

  /** Column of the next character. */
  int column() {
    return at + 1;
  }

  boolean atEnd() {
    return at == text.length();
  }

  boolean sees(String characters) {
    return !atEnd() && characters.indexOf(text.charAt(at)) >= 0;
  }

  void skipBlanks() {
    while (sees(BLANKS)) {
      at++;
    }
  }

  /** Takes the sign if it comes next. */
  boolean take(String sign) {
    boolean next = text.startsWith(sign, at);
    at += next ? sign.length() : 0;
    return next;
  }

  /** Takes the word if it comes next, in letters of either case, and is whole. */
  boolean takeWord(String word) {
    int end = at + word.length();
    boolean next =
        text.regionMatches(true, at, word, 0, word.length())
            && (end == text.length() || !isNamePart(text.codePointAt(end)));
    at += next ? word.length() : 0;
    return next;
  }

  /** Reads a name: bare when it is an identifier, else in back quotes, which are doubled within. */
  Name name() {
    int column = column();
    if (sees("`")) {
      return new Name(column, quoted("after the name"), true);
    }
    if (atEnd() || !isNameStart(text.codePointAt(at))) {
      throw fault(
          "The name of an attribute was expected, not "
              + shown()
              + "; a name that is no identifier stands in back quotes.");
    }
    return new Name(column, word(), false);
  }

  private String word() {
    int from = at;
    while (!atEnd() && isNamePart(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return text.substring(from, at);
  }

  /** Reads a literal that is no list. */
  Literal literal() {
    int column = column();
    if (sees("\"'")) {
      return new Literal.Text(column, quoted("after the closing quote"));
    }
    if (takeWord("null")) {
      return new Literal.Null(column);
    }
    if (takeWord("true")) {
      return new Literal.Truth(column, true);
    }
    if (takeWord("false")) {
      return new Literal.Truth(column, false);
    }
    Optional<Literal> id = findId();
    if (id.isPresent()) {
      return id.get();
    }
    boolean digit = sees("0123456789");
    if (digit) {
      OptionalInt end = IsoTime.findEnd(text, at);
      if (end.isPresent()) {
        return time(end.getAsInt());
      }
    }
    if (digit || sees("+-.")) {
      return number();
    }
    String found = shown();
    boolean name = !atEnd() && (sees("`") || isNameStart(text.codePointAt(at)));
    throw fault(
        "A number, a text in quotes, a time, true, false or null was expected, not "
            + found
            + (name
                ? "; attributes are compared with literals, and a text stands in quotes."
                : "."));
  }

  private Optional<Literal> findId() {
    int end = at + ID_LENGTH;
    if (end > text.length() || !ArrayId.isValid(text.substring(at, end))) {
      return Optional.empty();
    }
    Literal id = new Literal.Text(column(), text.substring(at, end));
    at = end;
    requireDelimiter("after an id");
    return Optional.of(id);
  }

  private String quoted(String place) {
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

  private Literal time(int end) {
    int column = column();
    String written = text.substring(at, end);
    Instant time =
        IsoTime.parse(written)
            .orElseThrow(() ->
                fault(
                    "There is no such time as "
                        + shortened(written)
                        + "; the form is 2023-01-03T05:00:00.000000+00:00."));
    at = end;
    return new Literal.Time(column, time, written);
  }

  private Literal number() {
    int from = at;
    at += sees("+-") ? 1 : 0;
    int digits = skipDigits();
    boolean point = take(".");
    digits += point ? skipDigits() : 0;
    if (digits == 0) {
      throw fault("A digit was expected, not " + shown() + ".");
    }
    boolean exponent = sees("eE");
    if (exponent) {
      at++;
      // A plus sign in a query string arrives as a space.
      at += sees("+- ") ? 1 : 0;
      if (skipDigits() == 0) {
        throw fault("The exponent of a number has a digit.");
      }
    }
    requireDelimiter(
        "in a number; a text, and a time of another form than 2023-01-03T05:00, stand in quotes");
    String written = text.substring(from, at);
    if (!point && !exponent) {
      return new Literal.Whole(from + 1, new BigInteger(written));
    }
    double value = Double.parseDouble(written.replace(' ', '+'));
    if (Double.isInfinite(value)) {
      throw faultAt(
          from + 1,
          "The number "
              + shortened(written)
              + " exceeds the range of float64; \"Infinity\" is a value.");
    }
    return new Literal.Real(from + 1, value, shortened(written));
  }

  private int skipDigits() {
    int from = at;
    while (sees("0123456789")) {
      at++;
    }
    return at - from;
  }

  private void requireDelimiter(String place) {
    if (!atEnd() && !sees(DELIMITERS)) {
      throw fault("There cannot be " + shown() + " " + place + ".");
    }
  }

  private static boolean isNameStart(int codePoint) {
    return Character.isLetter(codePoint) || codePoint == '_';
  }

  private static boolean isNamePart(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isLetterOrDigit(codePoint)
        || codePoint == '_'
        || codePoint == '.'
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  /** The next word or character as a sentence can show it. */
  String shown() {
    if (atEnd()) {
      return "the end of the text";
    }
    int code = text.codePointAt(at);
    if (isNamePart(code)) {
      int from = at;
      String word = word();
      at = from;
      return shortened(word);
    }
    return Character.isISOControl(code) || Character.getType(code) == Character.SURROGATE
        ? "the character U+%04X".formatted(code)
        : Character.toString(code);
  }

  static String shortened(String text) {
    int end = Math.min(text.length(), SHOWN);
    return end == text.length() ? text : text.substring(0, end) + "…";
  }

  SyntaxException fault(String detail) {
    return faultAt(column(), detail);
  }

  SyntaxException faultAt(int column, String detail) {
    return new SyntaxException(
        ErrorCode.INVALID_FILTER, detail + " (column " + column + ")", column, text);
  }
}
