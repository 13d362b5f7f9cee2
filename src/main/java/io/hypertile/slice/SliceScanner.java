package io.hypertile.slice;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.SyntaxException;
import io.hypertile.schema.IsoTime;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.slice.SliceExpression.Value;
import java.util.OptionalInt;

/** Reads a slice's text from left to right, term by term. Every character is looked at once. */
final class SliceScanner {
  private static final String QUOTES = "\"'`";
  private static final String BLANKS = " \t\r\n";
  private static final String DELIMITERS = BLANKS + ",:)]";

  private final String text;
  private int at;

  SliceScanner(String text) {
    this.text = text;
  }

  /** Column of the next character. */
  int column() {
    return at + 1;
  }

  boolean atEnd() {
    return at == text.length();
  }

  /** Whether the next character is one of these. */
  boolean sees(String characters) {
    return !atEnd() && characters.indexOf(text.charAt(at)) >= 0;
  }

  /** Takes the word if it comes next. */
  boolean take(String word) {
    boolean next = text.startsWith(word, at);
    at += next ? word.length() : 0;
    return next;
  }

  void skipBlanks() {
    while (sees(BLANKS)) {
      at++;
    }
  }

  /** Takes {@code ()} if it comes next, with blanks in between or not. */
  boolean takeEmptyParentheses() {
    int from = at;
    if (take("(")) {
      skipBlanks();
      if (take(")")) {
        return true;
      }
    }
    at = from;
    return false;
  }

  /** Reads the term that comes next, without the blanks around it. */
  Term term() {
    if (atEnd()) {
      throw fault("The text ends where a position, a value, a time or a label was expected.");
    }
    if (sees(QUOTES)) {
      return quoted();
    }
    int first = text.codePointAt(at);
    if (Character.isLetter(first) || first == '_') {
      return identifier();
    }
    if (isDigit(first)) {
      OptionalInt end = IsoTime.findEnd(text, at);
      if (end.isPresent()) {
        return time(end.getAsInt());
      }
    }
    if (isDigit(first) || sees("+-.")) {
      return number();
    }
    throw fault(
        "A position, a value, a time, a label, : or ... was expected, not "
            + shown()
            + "; a label that does not begin with a letter stands in quotes.");
  }

  private Text quoted() {
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
    requireDelimiter("after the closing quote (a quote within quotes is written twice)");
    return new Text(column, content.toString(), true);
  }

  private Text identifier() {
    int from = at;
    while (!atEnd() && isIdentifierPart(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    requireDelimiter("in a label without quotes; put the label in quotes");
    return new Text(from + 1, text.substring(from, at), false);
  }

  private Time time(int end) {
    int column = column();
    String written = text.substring(at, end);
    IsoTime time =
        IsoTime.read(written)
            .orElseThrow(() ->
                fault(
                    "There is no such time as "
                        + Quoting.shortened(written)
                        + "; the form is 2023-01-03T05:00:00.000000+00:00."));
    at = end;
    return new Time(column, time, written);
  }

  private Term number() {
    int from = at;
    at += sees("+-") ? 1 : 0;
    int digits = skipDigits();
    boolean point = take(".");
    digits += point ? skipDigits() : 0;
    if (digits == 0) {
      throw fault(
          "A digit was expected, not "
              + shown()
              + "; a label that begins with a sign or a point stands in quotes.");
    }
    boolean exponent = sees("eE");
    if (exponent) {
      at++;
      // A plus sign in a query string arrives as a space.
      at += sees("+- ") ? 1 : 0;
      if (skipDigits() == 0) {
        throw fault(
            "The exponent of a number has a digit; a label that begins with a digit stands"
                + " in quotes.");
      }
    }
    requireDelimiter("in a number; a label that does not begin with a letter stands in quotes");
    String written = text.substring(from, at);
    return point || exponent ? value(from, written) : position(from, written);
  }

  private Position position(int from, String written) {
    try {
      return new Position(from + 1, Long.parseLong(written));
    } catch (NumberFormatException e) {
      at = from;
      throw fault("The position " + Quoting.shortened(written) + " exceeds 64 bits.");
    }
  }

  private Value value(int from, String written) {
    double value = Double.parseDouble(written.replace(' ', '+'));
    if (Double.isInfinite(value)) {
      at = from;
      throw fault("The number " + Quoting.shortened(written) + " exceeds the range of float64.");
    }
    return new Value(from + 1, value, written);
  }

  private int skipDigits() {
    int from = at;
    while (!atEnd() && isDigit(text.charAt(at))) {
      at++;
    }
    return at - from;
  }

  private void requireDelimiter(String place) {
    if (!atEnd() && !sees(DELIMITERS)) {
      throw fault("There cannot be " + shown() + " " + place + ".");
    }
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isIdentifierPart(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
      default ->
          Character.isLetterOrDigit(codePoint)
              || codePoint == '_'
              || codePoint == '-'
              || codePoint == '.';
    };
  }

  /** The next character as a sentence can show it. */
  String shown() {
    return atEnd() ? "the end of the text" : Quoting.character(text.codePointAt(at));
  }

  /** A failure at the next character. */
  SyntaxException fault(String detail) {
    return faultAt(column(), detail);
  }

  /** A failure at a column. */
  SyntaxException faultAt(int column, String detail) {
    return new SyntaxException(ErrorCode.INVALID_SLICE, detail, column, text);
  }
}
