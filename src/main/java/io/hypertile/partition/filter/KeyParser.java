package io.hypertile.partition.filter;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.SyntaxException;
import io.hypertile.partition.filter.KeyExpression.And;
import io.hypertile.partition.filter.KeyExpression.Chain;
import io.hypertile.partition.filter.KeyExpression.Literal;
import io.hypertile.partition.filter.KeyExpression.Name;
import io.hypertile.partition.filter.KeyExpression.Not;
import io.hypertile.partition.filter.KeyExpression.Or;
import io.hypertile.partition.filter.KeyExpression.Sequence;
import io.hypertile.partition.filter.KeyExpression.Step;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads filters of partitions: Python's comparisons, {@code and}, {@code or}, {@code not} and
 * literals, and besides these negative numbers and any name of a part, Python's own words among
 * them (zcollection-rules.md 80 to 82). Knows no keys. For one thread.
 */
final class KeyParser {
  /** Longest text that is read, in characters. */
  static final int MAX_LENGTH = 64 * 1024;

  /** Deepest nesting of brackets and {@code not}. */
  static final int MAX_DEPTH = 64;

  private static final Set<String> WORDS = Set.of("and", "or", "not", "in");
  private static final int SHOWN_OF_TOO_LONG = 100;

  private final KeyLexer lexer;
  private KeyToken next;
  private int depth;

  private KeyParser(String text) {
    this.lexer = new KeyLexer(text);
    this.next = lexer.next();
  }

  /**
   * The syntax tree of a filter; that of {@code True} for an empty one.
   *
   * @throws SyntaxException {@code invalid-filter} if the text is not a filter of keys
   */
  static KeyExpression parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new SyntaxException(
          ErrorCode.INVALID_FILTER,
          "The filter has %d characters; at most %d are read.".formatted(text.length(), MAX_LENGTH),
          MAX_LENGTH + 1,
          Quoting.shortened(text, SHOWN_OF_TOO_LONG));
    }
    if (text.isBlank()) {
      return new Literal(1, KeyValue.Whole.of(1));
    }
    KeyParser parser = new KeyParser(text);
    KeyExpression expression = parser.disjunction();
    if (parser.next.type() != KeyToken.Type.END) {
      throw parser.unexpected("and, or, a comparison or the end of the filter");
    }
    return expression;
  }

  private KeyExpression disjunction() {
    int column = next.column();
    List<KeyExpression> operands = new ArrayList<>(List.of(conjunction()));
    while (takeWord("or")) {
      operands.add(conjunction());
    }
    return operands.size() == 1 ? operands.getFirst() : new Or(column, List.copyOf(operands));
  }

  private KeyExpression conjunction() {
    int column = next.column();
    List<KeyExpression> operands = new ArrayList<>(List.of(negation()));
    while (takeWord("and")) {
      operands.add(negation());
    }
    return operands.size() == 1 ? operands.getFirst() : new And(column, List.copyOf(operands));
  }

  private KeyExpression negation() {
    int column = next.column();
    if (!takeWord("not")) {
      return comparison();
    }
    deeper();
    Not not = new Not(column, negation());
    depth--;
    return not;
  }

  private KeyExpression comparison() {
    int column = next.column();
    KeyExpression first = operand();
    List<Step> steps = new ArrayList<>();
    int at = next.column();
    Optional<KeyOperator> operator = operator();
    while (operator.isPresent()) {
      steps.add(new Step(at, operator.get(), operand()));
      at = next.column();
      operator = operator();
    }
    return steps.isEmpty() ? first : new Chain(column, first, List.copyOf(steps));
  }

  private Optional<KeyOperator> operator() {
    if (takeWord("in")) {
      return Optional.of(KeyOperator.IN);
    }
    if (takeWord("not")) {
      if (!takeWord("in")) {
        throw unexpected("in after not");
      }
      return Optional.of(KeyOperator.NOT_IN);
    }
    for (KeyOperator operator : KeyOperator.values()) {
      if (next.isSign(operator.text())) {
        advance();
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  private KeyExpression operand() {
    KeyToken token = next;
    switch (token.type()) {
      case LITERAL -> {
        advance();
        return new Literal(token.column(), token.value());
      }
      case NAME -> {
        if (!WORDS.contains(token.text())) {
          advance();
          return new Name(token.column(), token.text());
        }
      }
      case SIGN -> {
        if (token.isSign("-") || token.isSign("+")) {
          return signed(token);
        }
        if (token.isSign("(") || token.isSign("[") || token.isSign("{")) {
          return bracketed(token);
        }
      }
      case END -> {}
    }
    throw unexpected("the name of a part of the key, a number, a text or a bracket");
  }

  /** A sign belongs to the number behind it; there is no arithmetic. */
  private KeyExpression signed(KeyToken sign) {
    advance();
    KeyToken number = next;
    boolean isNegative = sign.isSign("-");
    KeyValue value =
        switch (number.value()) {
          case KeyValue.Whole whole when isNumber(number) ->
              isNegative ? new KeyValue.Whole(whole.value().negate()) : whole;
          case KeyValue.Real real when isNumber(number) ->
              isNegative ? new KeyValue.Real(-real.value()) : real;
          default -> throw unexpected("a number after the sign");
        };
    advance();
    return new Literal(sign.column(), value);
  }

  private static boolean isNumber(KeyToken token) {
    return token.type() == KeyToken.Type.LITERAL && Character.isDigit(token.text().charAt(0))
        || token.type() == KeyToken.Type.LITERAL && token.text().charAt(0) == '.';
  }

  /** A filter in parentheses, or values: those in parentheses have a comma somewhere. */
  private KeyExpression bracketed(KeyToken open) {
    deeper();
    advance();
    String close = open.isSign("(") ? ")" : open.isSign("[") ? "]" : "}";
    List<KeyExpression> items = new ArrayList<>();
    boolean hasComma = false;
    while (!next.isSign(close)) {
      items.add(disjunction());
      if (next.isSign(",")) {
        advance();
        hasComma = true;
      } else if (!next.isSign(close)) {
        throw unexpected("a comma or " + close);
      }
    }
    advance();
    depth--;
    boolean isGroup = close.equals(")") && !hasComma && items.size() == 1;
    return isGroup ? items.getFirst() : new Sequence(open.column(), List.copyOf(items));
  }

  private void deeper() {
    if (++depth > MAX_DEPTH) {
      throw lexer.fault(
          next.column(), "Brackets and not are nested more than " + MAX_DEPTH + " deep.");
    }
  }

  private boolean takeWord(String word) {
    if (!next.isWord(word)) {
      return false;
    }
    advance();
    return true;
  }

  private void advance() {
    next = lexer.next();
  }

  private SyntaxException unexpected(String wanted) {
    String found =
        next.type() == KeyToken.Type.END ? "the end of the filter" : Quoting.quoted(next.text());
    String hint =
        next.isSign("-") || next.isSign("+") || next.isSign("(") || next.isSign("[")
            ? " There is no arithmetic, and nothing is called."
            : "";
    return lexer.fault(next.column(), "Expected was " + wanted + ", not " + found + "." + hint);
  }
}
