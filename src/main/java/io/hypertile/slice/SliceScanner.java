package io.hypertile.slice;

import io.hypertile.cf.CfCalendar;
import io.hypertile.cf.CfTexts;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.SyntaxException;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.FineTime;
import io.hypertile.text.IsoTime;
import io.hypertile.text.Quoting;
import io.hypertile.text.TextScanner;
import io.hypertile.text.TimeForms;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a slice's text term by term. */
final class SliceScanner extends TextScanner {
  private static final String QUOTES = "\"'`";
  private static final int SHOWN = 60;
  private static final Pattern BRACKETED = Pattern.compile("\\[(?<items>[^\\[\\]]{1,60})]");
  private static final Pattern ITEM = Pattern.compile("[^,\\s\\]]++");

  /** A number and what cannot follow one. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<number>[+-]?(?:[0-9]++\\.?+[0-9]*+|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?+)"
              + "(?<rest>[^ \\t\\r\\n,:)\\]eE])");

  private static final NumberHints HINTS =
      new NumberHints(
          "; a label that begins with a sign or a point stands in quotes",
          "; a label that begins with a digit stands in quotes",
          "; a label that does not begin with a letter stands in quotes",
          "");

  SliceScanner(String text) {
    super(text, ",:)]");
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
    int column = column();
    if (sees(QUOTES)) {
      return new Text(column, quoted("after the closing quote"), true);
    }
    if (seesName()) {
      return identifier();
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
      Numeral numeral = number(hints());
      return numeral.whole()
          ? position(numeral)
          : new Value(column, float64(numeral, HINTS), numeral.text());
    }
    if (sees("[")) {
      throw fault("A list stands in parentheses" + asList() + ".");
    }
    throw fault(
        "A position, a value, a time, a label, : or ... was expected, not "
            + shown()
            + "; a label that does not begin with a letter stands in quotes.");
  }

  /** Advice for the next list, which is in brackets: the same list in parentheses. */
  private String asList() {
    Matcher list = BRACKETED.matcher(text).region(at, text.length());
    return list.lookingAt() ? ": (" + list.group("items") + ")" : ", as in (0,1)";
  }

  /** Hints for the next number, which may be written as in other languages. */
  private NumberHints hints() {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()) {
      return HINTS;
    }
    String bare = Quoting.shortened(number.group("number"), SHOWN);
    String hint =
        switch (number.group("rest").charAt(0)) {
          case '/', ';', '_' -> "; a range is written with a colon, as in 50:48";
          case '[', '(' -> "; a list stands in parentheses, as in (50,48)";
          default -> "; write the number alone, " + bare + ", south and west with a minus";
        };
    return new NumberHints(
        HINTS.noDigit(),
        HINTS.noExponent(),
        hint + " (a label that begins so stands in quotes)",
        HINTS.tooLarge());
  }

  private Text identifier() {
    int column = column();
    String label = ahead(part -> isNamePart(part) || part == '-');
    at += label.length();
    if (sees("=")) {
      Matcher value = ITEM.matcher(text).region(at + 1, text.length());
      throw fault(
          "Names do not stand in a slice, whose selectors follow the dimensions; write the parameter "
              + Reading.SEL.parameter(
                  Quoting.shortened(label, SHOWN),
                  value.lookingAt() ? Quoting.shortened(value.group(), SHOWN) : "…")
              + " in its place.");
    }
    requireDelimiter("in a label without quotes; put the label in quotes");
    return new Text(column, label, false);
  }

  private Time time(int end) {
    int column = column();
    String written = takeUntil(end);
    Optional<IsoTime> time = IsoTime.read(written);
    if (time.isEmpty() && !isOfOtherAxis(written)) {
      throw faultAt(column, TimeForms.advice(written).orElseThrow());
    }
    TimeForms.adviceAfter(text, at)
        .ifPresent(advice -> {
          throw fault(advice);
        });
    return new Time(column, time, written);
  }

  /** Whether an axis of times to the nanosecond, or of another calendar, may have such a time. */
  private static boolean isOfOtherAxis(String written) {
    return FineTime.read(written)
        .map(FineTime::time)
        .filter(time ->
            Arrays.stream(CfCalendar.values())
                .anyMatch(calendar -> CfTexts.micros(calendar, time).isPresent()))
        .isPresent();
  }

  private Position position(Numeral numeral) {
    try {
      return new Position(numeral.column(), Long.parseLong(numeral.text()));
    } catch (NumberFormatException e) {
      throw faultAt(
          numeral.column(),
          "The whole number " + Quoting.shortened(numeral.text()) + " exceeds 64 bits.");
    }
  }

  /** The next character as a sentence can show it. */
  @Override
  public String shown() {
    return atEnd() ? "the end of the text" : Quoting.character(text.codePointAt(at));
  }

  @Override
  public SyntaxException faultAt(int column, String detail) {
    return new SyntaxException(ErrorCode.INVALID_SLICE, detail, column, text);
  }
}
