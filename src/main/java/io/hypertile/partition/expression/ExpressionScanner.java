package io.hypertile.partition.expression;

import io.hypertile.error.SyntaxException;
import io.hypertile.text.Quoting;
import io.hypertile.text.TextScanner;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Reads an expression's text word by word. For one thread. */
final class ExpressionScanner extends TextScanner {
  private static final NumberHints HINTS =
      new NumberHints(
          "",
          "",
          "; a name that begins with a digit stands in back quotes",
          "; inf is the infinite number");

  ExpressionScanner(String text) {
    super(text, "+-*/%<>=!(),");
  }

  boolean seesNumber() {
    return seesDigit()
        || sees(".") && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
  }

  boolean seesQuote() {
    return sees("\"'");
  }

  boolean seesBackQuote() {
    return sees("`");
  }

  boolean seesWord() {
    return seesName();
  }

  /** Reads a name, a function or a word of the language. */
  String word() {
    String word = ahead(TextScanner::isNamePart);
    at += word.length();
    return word;
  }

  /** The word that comes next; it is not taken. */
  String wordAhead() {
    return seesName() ? ahead(TextScanner::isNamePart) : "";
  }

  /** Reads a text in quotes of any kind. */
  String quotedText() {
    return quoted("after the closing quote");
  }

  /** Reads a number. */
  Syntax number() {
    Numeral numeral = number(HINTS);
    return numeral.whole()
        ? new Syntax.Whole(numeral.column(), new BigInteger(numeral.text()))
        : new Syntax.Real(numeral.column(), float64(numeral, HINTS));
  }

  /** Takes the first of these signs that comes next, unless it is the beginning of a longer one. */
  Optional<Sign> findSign(List<Sign> signs) {
    for (Sign sign : signs) {
      boolean isOther = sign == Sign.MULTIPLY && text.startsWith(Sign.POWER.text(), at);
      if (!isOther && take(sign.text())) {
        return Optional.of(sign);
      }
    }
    return Optional.empty();
  }

  @Override
  public String shown() {
    if (atEnd()) {
      return "the end of the expression";
    }
    return seesName()
        ? Quoting.quoted(ahead(TextScanner::isNamePart))
        : Quoting.character(text.codePointAt(at));
  }

  @Override
  public SyntaxException faultAt(int column, String detail) {
    return ExpressionFaults.at(column, detail, text);
  }
}
