package io.hypertile.slice;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.SyntaxException;
import io.hypertile.slice.SliceExpression.Ellipsis;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.TermList;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.text.Quoting;
import io.hypertile.text.TimeForms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads slice text, such as {@code 2023-01-03T05:00:2023-01-03T10:00,-44.0:-45.0,...,:"pressure"},
 * to its syntax tree, in time linear in its length. Knows no schema.
 *
 * <p>A slice is a list of selectors separated by commas, with or without square brackets around it;
 * nothing at all, and {@code ()}, mean everything. A selector is a term, {@code start:stop:step}
 * with any part left out, {@code (term,term)}, or {@code ...}, which may occur once. A term is a
 * whole number (position), a number with a point or an exponent (value), an ISO 8601 time, or a
 * label: bare when it begins with a letter or {@code _} and continues with letters, digits and
 * {@code _ - .}, otherwise in double, single or back quotes, which are doubled within. Of several
 * readings as a time the longest is taken. Blanks around terms and signs mean nothing, and one
 * comma may follow the last selector or list item.
 */
public final class SliceParser {
  /** Longest text that is read, in characters. */
  public static final int MAX_LENGTH = 64 * 1024;

  /** Most selectors of a slice. */
  public static final int MAX_SELECTORS = 64;

  /** Most terms of a list. */
  public static final int MAX_TERMS = 10_000;

  private static final int SHOWN_OF_TOO_LONG = 100;

  private final SliceScanner scanner;

  private SliceParser(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new SyntaxException(
          ErrorCode.INVALID_SLICE,
          "The slice has "
              + text.length()
              + " characters; at most "
              + MAX_LENGTH
              + " are read. Use ranges in place of long lists.",
          MAX_LENGTH + 1,
          Quoting.shortened(text, SHOWN_OF_TOO_LONG));
    }
    scanner = new SliceScanner(text);
  }

  /**
   * Reads a slice.
   *
   * @throws SyntaxException {@code invalid-slice} if the text is no slice; nothing else is thrown
   */
  public static SliceExpression parse(String text) {
    return new SliceParser(text).slice();
  }

  /**
   * Reads the selector of one axis.
   *
   * @throws SyntaxException {@code invalid-slice} if the text is no selector; nothing else is
   *     thrown
   */
  public static Selector parseSelector(String text) {
    return new SliceParser(text).onlySelector();
  }

  private Selector onlySelector() {
    scanner.skipBlanks();
    Selector selector = selector();
    scanner.skipBlanks();
    if (!scanner.atEnd()) {
      throw scanner.fault(
          "One selector for one dimension ends here, so that there cannot be "
              + scanner.shown()
              + "."
              + (selector instanceof Time && scanner.sees(",") ? " " + TimeForms.POINT : ""));
    }
    return selector;
  }

  private SliceExpression slice() {
    scanner.skipBlanks();
    boolean bracketed = scanner.take("[");
    scanner.skipBlanks();
    List<Selector> selectors = scanner.takeEmptyParentheses() ? List.of() : selectors();
    scanner.skipBlanks();
    if (bracketed && !scanner.take("]")) {
      throw scanner.fault("A comma or the closing ] was expected, not " + scanner.shown() + ".");
    }
    scanner.skipBlanks();
    if (!scanner.atEnd()) {
      throw scanner.fault(
          "A comma or the end of the slice was expected, not "
              + scanner.shown()
              + "; a label with blanks or signs stands in quotes.");
    }
    return new SliceExpression(List.copyOf(selectors));
  }

  private List<Selector> selectors() {
    List<Selector> selectors = new ArrayList<>();
    boolean ellipsis = false;
    while (!scanner.atEnd() && !scanner.sees("]")) {
      if (selectors.size() == MAX_SELECTORS) {
        throw scanner.fault("A slice has at most " + MAX_SELECTORS + " selectors.");
      }
      Selector selector = selector();
      if (selector instanceof Ellipsis && ellipsis) {
        throw scanner.faultAt(
            selector.column(), "A second ellipsis: ... may stand once; : is one whole axis.");
      }
      ellipsis |= selector instanceof Ellipsis;
      selectors.add(selector);
      scanner.skipBlanks();
      if (!scanner.take(",")) {
        break;
      }
      scanner.skipBlanks();
    }
    return selectors;
  }

  private Selector selector() {
    int column = scanner.column();
    if (scanner.take("...")) {
      return new Ellipsis(column);
    }
    if (scanner.sees("(")) {
      return list();
    }
    Optional<Term> start = scanner.sees(":") ? Optional.empty() : Optional.of(scanner.term());
    scanner.skipBlanks();
    if (!scanner.take(":")) {
      return start.orElseThrow();
    }
    Optional<Term> stop = boundTerm();
    Optional<Position> step = scanner.take(":") ? step() : Optional.empty();
    if (scanner.sees(":")) {
      throw scanner.fault(
          "A range has three parts at most, start:stop:step; a time with colons of another form"
              + " stands in quotes.");
    }
    return new Range(column, start, stop, step);
  }

  /** The term before the next colon or the selector's end; empty when there is nothing. */
  private Optional<Term> boundTerm() {
    scanner.skipBlanks();
    if (scanner.atEnd() || scanner.sees(":,)]")) {
      return Optional.empty();
    }
    Term term = scanner.term();
    scanner.skipBlanks();
    return Optional.of(term);
  }

  private Optional<Position> step() {
    Optional<Term> term = boundTerm();
    if (term.isEmpty()) {
      return Optional.empty();
    }
    if (term.get() instanceof Position step && step.value() > 0) {
      return Optional.of(step);
    }
    throw scanner.faultAt(
        term.get().column(), "The step of a range is a whole number of positions, 1 or more.");
  }

  private TermList list() {
    int column = scanner.column();
    scanner.take("(");
    scanner.skipBlanks();
    List<Term> terms = new ArrayList<>();
    while (!scanner.sees(")") || terms.isEmpty()) {
      if (terms.size() == MAX_TERMS) {
        throw scanner.fault("A list has at most " + MAX_TERMS + " items; a range has no limit.");
      }
      terms.add(item());
      scanner.skipBlanks();
      if (!scanner.take(",")) {
        break;
      }
      scanner.skipBlanks();
    }
    if (!scanner.take(")")) {
      throw scanner.fault(
          "The list that opens in column "
              + column
              + " holds single terms between commas and ends with ), but here is "
              + scanner.shown()
              + ".");
    }
    return new TermList(column, List.copyOf(terms));
  }

  private Term item() {
    if (scanner.sees("(:)")) {
      throw scanner.fault(
          "A list holds positions, values, times or labels, at least one, but no ranges and no"
              + " lists.");
    }
    return scanner.term();
  }
}
