package io.hypertile.filter;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.SyntaxException;
import io.hypertile.filter.FilterExpression.And;
import io.hypertile.filter.FilterExpression.Comparison;
import io.hypertile.filter.FilterExpression.Literal;
import io.hypertile.filter.FilterExpression.Membership;
import io.hypertile.filter.FilterExpression.Name;
import io.hypertile.filter.FilterExpression.Not;
import io.hypertile.filter.FilterExpression.Operator;
import io.hypertile.filter.FilterExpression.Or;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads filter text, such as {@code dt >= 2023-01-01 and not (tm in (1, 2) or `wind speed` <
 * -4.5)}, to its syntax tree. Knows no schema.
 *
 * <p>A name, on the left of every comparison, is an identifier of letters, digits, {@code _} and
 * points, or is in back quotes; {@code id} without quotes is the array's id. A literal is a number,
 * an ISO 8601 time with or without quotes, a text in single or double quotes, an id, {@code true},
 * {@code false}, {@code null}, or a list in square brackets. Quotes are doubled within. {@code not}
 * binds closer than {@code and}, which binds closer than {@code or}; these words, like {@code in},
 * are read in either case.
 */
public final class FilterParser {
  /** Longest text that is read, in characters. */
  public static final int MAX_LENGTH = 16 * 1024;

  /** Deepest nesting of parentheses, {@code not} and lists. */
  public static final int MAX_DEPTH = 64;

  /** Most literals. */
  public static final int MAX_TERMS = 1_000;

  private static final Set<String> WORDS = Set.of("and", "or", "in");
  private static final int SHOWN_OF_TOO_LONG = 100;

  private final FilterScanner scanner;
  private int depth;
  private int terms;

  private FilterParser(String text) {
    scanner = new FilterScanner(text);
  }

  /**
   * Reads a filter.
   *
   * @throws SyntaxException {@code invalid-filter} if the text is no filter; nothing else is thrown
   */
  public static FilterExpression parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new SyntaxException(
          ErrorCode.INVALID_FILTER,
          "The filter has "
              + text.length()
              + " characters; at most "
              + MAX_LENGTH
              + " are read. Ask in several requests.",
          MAX_LENGTH + 1,
          Quoting.shortened(text, SHOWN_OF_TOO_LONG));
    }
    return new FilterParser(text).whole();
  }

  private FilterExpression whole() {
    scanner.skipBlanks();
    if (scanner.atEnd()) {
      throw scanner.fault("The filter is empty; leave the parameter out, or compare an attribute.");
    }
    FilterExpression expression = disjunction();
    if (!scanner.atEnd()) {
      throw scanner.fault(
          "and, or, or the end of the filter was expected, not " + scanner.shown() + ".");
    }
    return expression;
  }

  private FilterExpression disjunction() {
    int column = scanner.column();
    List<FilterExpression> operands = chain("or", this::conjunction);
    return operands.size() == 1 ? operands.getFirst() : new Or(column, operands);
  }

  private FilterExpression conjunction() {
    int column = scanner.column();
    List<FilterExpression> operands = chain("and", this::negation);
    return operands.size() == 1 ? operands.getFirst() : new And(column, operands);
  }

  private List<FilterExpression> chain(String word, Supplier<FilterExpression> operand) {
    List<FilterExpression> operands = new ArrayList<>();
    do {
      scanner.skipBlanks();
      operands.add(operand.get());
      scanner.skipBlanks();
    } while (scanner.takeWord(word));
    return List.copyOf(operands);
  }

  private FilterExpression negation() {
    int column = scanner.column();
    if (scanner.takeWord("not")) {
      enter(column);
      scanner.skipBlanks();
      FilterExpression operand = negation();
      depth--;
      return new Not(column, operand);
    }
    if (scanner.take("(")) {
      enter(column);
      FilterExpression inner = disjunction();
      depth--;
      if (!scanner.take(")")) {
        throw scanner.fault(
            "The parenthesis that opens in column "
                + column
                + " is not closed; and, or or ) was expected, not "
                + scanner.shown()
                + ".");
      }
      return inner;
    }
    return test();
  }

  private void enter(int column) {
    if (++depth > MAX_DEPTH) {
      throw scanner.faultAt(column, "A filter nests at most " + MAX_DEPTH + " deep.");
    }
  }

  private FilterExpression test() {
    if (scanner.sees("!")) {
      throw scanner.fault("Write not in place of !.");
    }
    int column = scanner.column();
    Name name = scanner.name();
    scanner.skipBlanks();
    int operatorColumn = scanner.column();
    if (scanner.takeWord("in")) {
      return new Membership(column, name, false, members());
    }
    if (scanner.takeWord("not")) {
      scanner.skipBlanks();
      if (!scanner.takeWord("in")) {
        throw scanner.fault("in was expected after not, not " + scanner.shown() + ".");
      }
      return new Membership(column, name, true, members());
    }
    Operator operator = operator(name, operatorColumn);
    scanner.skipBlanks();
    return new Comparison(column, name, operator, literal());
  }

  private Operator operator(Name name, int column) {
    for (Operator operator :
        List.of(
            Operator.EQUAL,
            Operator.NOT_EQUAL,
            Operator.LESS_OR_EQUAL,
            Operator.GREATER_OR_EQUAL)) {
      if (scanner.take(operator.text())) {
        return operator;
      }
    }
    if (scanner.take("<>")) {
      throw scanner.faultAt(column, "Write != in place of <>.");
    }
    if (scanner.take("=")) {
      throw scanner.faultAt(column, "Write == in place of =.");
    }
    if (scanner.take("<")) {
      return Operator.LESS;
    }
    if (scanner.take(">")) {
      return Operator.GREATER;
    }
    if (!name.quoted() && WORDS.contains(name.text().toLowerCase(Locale.ROOT))) {
      throw scanner.faultAt(
          name.column(),
          "The name of an attribute was expected, not "
              + name.text()
              + "; an attribute of this name is compared with ==, !=, <, <=, >, >=, in or not in.");
    }
    throw scanner.fault(
        "One of ==, !=, <, <=, >, >=, in and not in was expected, not " + scanner.shown() + ".");
  }

  private Literal literal() {
    if (++terms > MAX_TERMS) {
      throw scanner.fault("A filter has at most " + MAX_TERMS + " literals; use ranges.");
    }
    int column = scanner.column();
    if (!scanner.take("[")) {
      return scanner.literal();
    }
    enter(column);
    scanner.skipBlanks();
    List<Literal> items = scanner.sees("]") ? List.of() : items("]");
    if (!scanner.take("]")) {
      throw unclosed("list", column);
    }
    depth--;
    return new Literal.Items(column, items);
  }

  private List<Literal> members() {
    scanner.skipBlanks();
    int column = scanner.column();
    if (!scanner.take("(")) {
      throw scanner.fault("( was expected after in, not " + scanner.shown() + ".");
    }
    scanner.skipBlanks();
    List<Literal> items = items(")");
    if (!scanner.take(")")) {
      throw unclosed("list of values", column);
    }
    return items;
  }

  private SyntaxException unclosed(String what, int column) {
    return scanner.fault(
        "The "
            + what
            + " that opens in column "
            + column
            + " is not closed; a comma or its end was expected, not "
            + scanner.shown()
            + ".");
  }

  private List<Literal> items(String end) {
    List<Literal> items = new ArrayList<>();
    do {
      scanner.skipBlanks();
      if (!items.isEmpty() && scanner.sees(end)) {
        break;
      }
      items.add(literal());
      scanner.skipBlanks();
    } while (scanner.take(","));
    return List.copyOf(items);
  }
}
