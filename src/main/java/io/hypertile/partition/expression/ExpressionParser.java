package io.hypertile.partition.expression;

import io.hypertile.error.SyntaxException;
import io.hypertile.partition.expression.Syntax.Call;
import io.hypertile.partition.expression.Syntax.Name;
import io.hypertile.partition.expression.Syntax.Negative;
import io.hypertile.partition.expression.Syntax.None;
import io.hypertile.partition.expression.Syntax.Not;
import io.hypertile.partition.expression.Syntax.Pair;
import io.hypertile.partition.expression.Syntax.Real;
import io.hypertile.partition.expression.Syntax.Text;
import io.hypertile.partition.expression.Syntax.Truth;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads expressions: Python's arithmetic, comparisons, {@code and}, {@code or}, {@code not} and
 * calls, with their precedence. Knows no variables and no functions. For one thread.
 */
final class ExpressionParser {
  /** Longest text that is read, in characters. */
  static final int MAX_LENGTH = 16 * 1024;

  /** Deepest nesting of brackets, signs and {@code not}. */
  static final int MAX_DEPTH = 64;

  /** Most names, numbers, signs and calls together. */
  static final int MAX_NODES = 1_000;

  private static final Set<String> WORDS = Set.of("and", "or", "not", "in", "is", "if", "else");
  private static final int SHOWN_OF_TOO_LONG = 100;

  private final ExpressionScanner scanner;
  private int depth;
  private int nodes;

  private ExpressionParser(String text) {
    this.scanner = new ExpressionScanner(text);
    scanner.skipBlanks();
  }

  /**
   * The syntax tree of an expression.
   *
   * @throws SyntaxException if the text is not an expression
   */
  static Syntax parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw ExpressionFaults.at(
          MAX_LENGTH + 1,
          "The expression has %d characters; at most %d are read."
              .formatted(text.length(), MAX_LENGTH),
          Quoting.shortened(text, SHOWN_OF_TOO_LONG));
    }
    ExpressionParser parser = new ExpressionParser(text);
    Syntax expression = parser.disjunction();
    if (!parser.scanner.atEnd()) {
      throw parser.unexpected("a sign such as + or ==, and, or, or the end of the expression");
    }
    return expression;
  }

  private Syntax disjunction() {
    Syntax left = conjunction();
    int column = scanner.column();
    while (takeWord("or")) {
      left = pair(column, Sign.OR, left, conjunction());
      column = scanner.column();
    }
    return left;
  }

  private Syntax conjunction() {
    Syntax left = negation();
    int column = scanner.column();
    while (takeWord("and")) {
      left = pair(column, Sign.AND, left, negation());
      column = scanner.column();
    }
    return left;
  }

  private Syntax negation() {
    int column = scanner.column();
    if (!takeWord("not")) {
      return comparison();
    }
    deeper();
    Syntax not = counted(new Not(column, negation()));
    depth--;
    return not;
  }

  private Syntax comparison() {
    Syntax left = sum();
    int column = scanner.column();
    Optional<Sign> sign = findSign(Sign.COMPARISONS);
    if (sign.isEmpty()) {
      return left;
    }
    Syntax comparison = pair(column, sign.get(), left, sum());
    int next = scanner.column();
    if (findSign(Sign.COMPARISONS).isPresent()) {
      throw scanner.faultAt(
          next, "Comparisons do not follow one another; write a < b and b < c in place of it.");
    }
    return comparison;
  }

  private Syntax sum() {
    Syntax left = product();
    int column = scanner.column();
    Optional<Sign> sign = findSign(Sign.SUMS);
    while (sign.isPresent()) {
      left = pair(column, sign.get(), left, product());
      column = scanner.column();
      sign = findSign(Sign.SUMS);
    }
    return left;
  }

  private Syntax product() {
    Syntax left = signed();
    int column = scanner.column();
    Optional<Sign> sign = findSign(Sign.PRODUCTS);
    while (sign.isPresent()) {
      left = pair(column, sign.get(), left, signed());
      column = scanner.column();
      sign = findSign(Sign.PRODUCTS);
    }
    return left;
  }

  private Syntax signed() {
    int column = scanner.column();
    Optional<Sign> sign = findSign(Sign.SUMS);
    if (sign.isEmpty()) {
      return power();
    }
    deeper();
    Syntax operand = signed();
    depth--;
    return sign.get() == Sign.ADD ? operand : counted(new Negative(column, operand));
  }

  /** A power binds more than a sign before it, and less than one behind, as in Python. */
  private Syntax power() {
    Syntax base = operand();
    int column = scanner.column();
    if (findSign(List.of(Sign.POWER)).isEmpty()) {
      return base;
    }
    deeper();
    Syntax power = pair(column, Sign.POWER, base, signed());
    depth--;
    return power;
  }

  private Syntax operand() {
    int column = scanner.column();
    if (scanner.seesNumber()) {
      return taken(counted(scanner.number()));
    }
    if (scanner.seesQuote()) {
      return taken(counted(new Text(column, scanner.quotedText())));
    }
    if (scanner.seesBackQuote()) {
      return taken(counted(new Name(column, scanner.quotedText())));
    }
    if (scanner.take("(")) {
      deeper();
      scanner.skipBlanks();
      Syntax within = disjunction();
      close();
      depth--;
      return within;
    }
    if (!scanner.seesWord() || WORDS.contains(scanner.wordAhead())) {
      throw unexpected("a variable, a number, a function or a bracket");
    }
    String word = taken(scanner.word());
    return counted(scanner.sees("(") ? call(column, word) : word(column, word));
  }

  private static Syntax word(int column, String word) {
    return switch (word) {
      case "True" -> new Truth(column, true);
      case "False" -> new Truth(column, false);
      case "nan" -> new Real(column, Double.NaN);
      case "inf" -> new Real(column, Double.POSITIVE_INFINITY);
      case "null" -> new None(column);
      default -> new Name(column, word);
    };
  }

  private Syntax call(int column, String name) {
    scanner.take("(");
    scanner.skipBlanks();
    deeper();
    List<Syntax> arguments = new ArrayList<>();
    while (!scanner.sees(")")) {
      arguments.add(disjunction());
      if (!scanner.sees(",")) {
        break;
      }
      scanner.take(",");
      scanner.skipBlanks();
    }
    close();
    depth--;
    return new Call(column, name, List.copyOf(arguments));
  }

  private void close() {
    if (!scanner.take(")")) {
      throw unexpected("a sign, a comma or )");
    }
    scanner.skipBlanks();
  }

  private <T> T taken(T value) {
    scanner.skipBlanks();
    return value;
  }

  private Optional<Sign> findSign(List<Sign> signs) {
    Optional<Sign> sign = scanner.findSign(signs);
    if (sign.isPresent()) {
      scanner.skipBlanks();
    }
    return sign;
  }

  private boolean takeWord(String word) {
    if (!scanner.wordAhead().equals(word)) {
      return false;
    }
    taken(scanner.word());
    return true;
  }

  private Syntax pair(int column, Sign sign, Syntax left, Syntax right) {
    return counted(new Pair(column, sign, left, right));
  }

  private Syntax counted(Syntax node) {
    if (++nodes > MAX_NODES) {
      throw scanner.faultAt(
          node.column(),
          "The expression has more than %d names, numbers and signs; split it."
              .formatted(MAX_NODES));
    }
    return node;
  }

  private void deeper() {
    if (++depth > MAX_DEPTH) {
      throw scanner.fault(
          "Brackets, signs and not are nested more than %d deep.".formatted(MAX_DEPTH));
    }
  }

  private SyntaxException unexpected(String wanted) {
    String hint =
        scanner.sees("=")
            ? " A comparison for equality is written ==."
            : scanner.sees("[.&|")
                ? " There are no subscripts, attributes or other operators."
                : "";
    return scanner.fault("Expected was " + wanted + ", not " + scanner.shown() + "." + hint);
  }
}
