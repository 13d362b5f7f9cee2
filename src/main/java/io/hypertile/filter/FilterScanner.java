package io.hypertile.filter;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.SyntaxException;
import io.hypertile.filter.FilterExpression.Literal;
import io.hypertile.filter.FilterExpression.Name;
import io.hypertile.schema.ArrayId;
import io.hypertile.text.IsoTime;
import io.hypertile.text.Quoting;
import io.hypertile.text.TextScanner;
import io.hypertile.text.TimeForms;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads a filter's text word by word. */
final class FilterScanner extends TextScanner {
  private static final int ID_LENGTH = 36;
  private static final NumberHints HINTS =
      new NumberHints(
          "",
          "",
          "; a text, and a time of another form than 2023-01-03T05:00, stand in quotes",
          "; \"Infinity\" is a value");

  FilterScanner(String text) {
    super(text, ",()[]=!<>&|");
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
    if (!seesName()) {
      throw fault(
          "The name of an attribute was expected, not "
              + shown()
              + "; a name that is no identifier stands in back quotes.");
    }
    String name = ahead(TextScanner::isNamePart);
    at += name.length();
    return new Name(column, name, false);
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
    if (seesDigit()) {
      OptionalInt end = IsoTime.findEnd(text, at);
      if (end.isPresent()) {
        return time(end.getAsInt());
      }
      TimeForms.adviceAt(text, at)
          .ifPresent(advice -> {
            throw fault(advice);
          });
    }
    if (seesDigit() || sees("+-.")) {
      return number();
    }
    throw fault(
        "A number, a text in quotes, a time, true, false or null was expected, not "
            + shown()
            + (sees("`") || seesName()
                ? "; attributes are compared with literals, and a text stands in quotes."
                : "."));
  }

  private Optional<Literal> findId() {
    int end = at + ID_LENGTH;
    if (end > text.length() || !ArrayId.isValid(text.substring(at, end))) {
      return Optional.empty();
    }
    Literal id = new Literal.Text(column(), takeUntil(end));
    requireDelimiter("after an id");
    return Optional.of(id);
  }

  private Literal time(int end) {
    int column = column();
    String written = takeUntil(end);
    Instant time =
        IsoTime.parse(written)
            .orElseThrow(() -> faultAt(column, TimeForms.advice(written).orElseThrow()));
    TimeForms.adviceAfter(text, at)
        .ifPresent(advice -> {
          throw fault(advice);
        });
    return new Literal.Time(column, time, written);
  }

  private Literal number() {
    Numeral numeral = number(HINTS);
    return numeral.whole()
        ? new Literal.Whole(numeral.column(), new BigInteger(numeral.text()))
        : new Literal.Real(
            numeral.column(), float64(numeral, HINTS), Quoting.shortened(numeral.text()));
  }

  /** The next word or character as a sentence can show it. */
  @Override
  public String shown() {
    if (atEnd()) {
      return "the end of the text";
    }
    String word = ahead(TextScanner::isNamePart);
    if (!word.isEmpty()) {
      return Quoting.shortened(word);
    }
    int code = text.codePointAt(at);
    return Character.isISOControl(code) || Character.getType(code) == Character.SURROGATE
        ? "the character U+%04X".formatted(code)
        : Character.toString(code);
  }

  @Override
  public SyntaxException faultAt(int column, String detail) {
    return new SyntaxException(
        ErrorCode.INVALID_FILTER, detail + " (column " + column + ")", column, text);
  }
}
