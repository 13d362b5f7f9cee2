package io.hypertile.partition.expression;

import io.hypertile.error.SyntaxException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Types of two operands and of what a sign makes of them.
 *
 * @param text of the expression, for messages
 */
record PairTypes(String text) {
  private Literals literals() {
    return new Literals(text);
  }

  /** Two operands with a sign between them. */
  Value pair(int column, Sign sign, Value left, Value right) {
    Optional<Value> folded = literals().fold(column, sign, left, right);
    if (folded.isPresent()) {
      return folded.get();
    }
    if (sign == Sign.AND || sign == Sign.OR) {
      return made(column, sign, Types.TRUTH, truth(left), truth(right));
    }
    if (isTime(left) || isTime(right)) {
      return timed(column, sign, left, right);
    }
    if (sign.isComparison()) {
      return comparison(column, sign, left, right);
    }
    CellType common =
        literals().common(left, right).orElseThrow(() -> misfit(column, sign, left, right));
    if (Types.isTruth(common)) {
      return truths(column, sign, left, right);
    }
    boolean isWholeQuotient = sign == Sign.DIVIDE && !Types.isFloat(common);
    CellType type = isWholeQuotient ? DType.FLOAT64 : common;
    requirePower(sign, type, right);
    return made(column, sign, type, literals().as(left, type), literals().as(right, type));
  }

  private void requirePower(Sign sign, CellType type, Value right) {
    if (sign == Sign.POWER
        && Types.isInteger(type)
        && right instanceof Value.Whole(int column, BigInteger power)
        && power.signum() < 0) {
      throw ExpressionFaults.at(
          column,
          "Whole numbers have no negative powers; write a float, as float64(x) ** -1.",
          text);
    }
  }

  private Value made(int column, Sign sign, CellType type, Node left, Node right) {
    return new Value.Typed(
        column,
        new Node.Paired(
            type, sign, left, right, NamedAxis.union(left.axes(), right.axes(), column, text)));
  }

  /** A condition, which numbers are not. */
  Node truth(Value value) {
    if (value instanceof Value.Typed(int column, Node node) && Types.isTruth(node.type())) {
      return node;
    }
    throw ExpressionFaults.at(
        value.column(),
        "A condition was expected, not %s; compare it, as x != 0.".formatted(described(value)),
        text);
  }

  /** Truth values in arithmetic: sums are or, products are and, the rest is of int8. */
  private Value truths(int column, Sign sign, Value left, Value right) {
    Node one = literals().typed(left);
    Node other = literals().typed(right);
    return switch (sign) {
      case ADD -> made(column, Sign.OR, Types.TRUTH, one, other);
      case MULTIPLY -> made(column, Sign.AND, Types.TRUTH, one, other);
      case LEAST -> made(column, Sign.AND, Types.TRUTH, one, other);
      case GREATEST -> made(column, Sign.OR, Types.TRUTH, one, other);
      case SUBTRACT ->
          throw ExpressionFaults.at(column, "Truth values have no difference; write a != b.", text);
      case DIVIDE -> pair(column, sign, cast(one, DType.FLOAT64), cast(other, DType.FLOAT64));
      default -> pair(column, sign, cast(one, DType.INT8), cast(other, DType.INT8));
    };
  }

  private static Value cast(Node node, CellType type) {
    return new Value.Typed(0, Conversions.convert(node, type));
  }

  /** Whole numbers are compared as they are, whatever their types; others as the common type. */
  private Value comparison(int column, Sign sign, Value left, Value right) {
    Optional<CellType> common = literals().common(left, right);
    if (common.isEmpty() || left instanceof Value.None || right instanceof Value.None) {
      throw misfit(column, sign, left, right);
    }
    boolean isWhole = isWhole(left) && isWhole(right);
    Node one = isWhole ? whole(left) : literals().as(left, common.get());
    Node other = isWhole ? whole(right) : literals().as(right, common.get());
    return made(column, sign, Types.TRUTH, one, other);
  }

  private static boolean isWhole(Value value) {
    return value instanceof Value.Whole
        || value instanceof Value.Typed(int column, Node node) && !Types.isFloat(node.type());
  }

  /** A literal beyond 64 bits is above or below all numbers, and so is the last within. */
  private Node whole(Value value) {
    if (value instanceof Value.Whole(int column, BigInteger number)
        && !Types.holds(DType.INT64, number)
        && !Types.holds(DType.UINT64, number)) {
      throw ExpressionFaults.at(column, "No variable has a number as large as this.", text);
    }
    return literals().typed(value);
  }

  private static boolean isTime(Value value) {
    return value instanceof Value.Typed(int column, Node node) && Types.isTime(node.type());
  }

  private Value timed(int column, Sign sign, Value left, Value right) {
    if (isTime(left) && isTime(right)) {
      return times(column, sign, (Value.Typed) left, (Value.Typed) right);
    }
    Value number = isTime(left) ? right : left;
    Value.Typed time = (Value.Typed) (isTime(left) ? left : right);
    boolean isScaled =
        sign == Sign.MULTIPLY || isTime(left) && (sign == Sign.DIVIDE || sign == Sign.FLOOR_DIVIDE);
    boolean isNumber = !(number instanceof Value.None);
    if (!isScaled || !isNumber || !(time.node().type() instanceof CellType.TimeSpan)) {
      throw misfit(column, sign, left, right);
    }
    Node factor = factor(number, column, sign);
    // NumPy cuts the quotient in both cases.
    Sign cut = sign == Sign.FLOOR_DIVIDE ? Sign.DIVIDE : sign;
    return made(column, cut, time.node().type(), time.node(), factor);
  }

  private Node factor(Value number, int column, Sign sign) {
    Node node = literals().typed(number);
    boolean isFloat = Types.isFloat(node.type());
    if (isFloat && sign == Sign.FLOOR_DIVIDE) {
      throw ExpressionFaults.at(
          column, "A length of time is divided by a float with /, not with //.", text);
    }
    Value typed = new Value.Typed(number.column(), node);
    return literals().as(typed, isFloat ? DType.FLOAT64 : DType.INT64);
  }

  private Value times(int column, Sign sign, Value.Typed left, Value.Typed right) {
    CellType one = left.node().type();
    CellType other = right.node().type();
    Unit unit =
        Unit.common(Unit.of(one), Unit.of(other))
            .orElseThrow(() -> misfit(column, sign, left, right));
    boolean isPoint = one instanceof CellType.TimePoint;
    boolean areAlike = isPoint == other instanceof CellType.TimePoint;
    Node first = literals().as(left, isPoint ? unit.point() : unit.span());
    Node second =
        literals().as(right, other instanceof CellType.TimePoint ? unit.point() : unit.span());
    Optional<CellType> type =
        switch (sign) {
          case EQUAL, UNEQUAL, AT_MOST, AT_LEAST, BELOW, ABOVE ->
              areAlike ? Optional.of(Types.TRUTH) : Optional.empty();
          case LEAST, GREATEST -> areAlike ? Optional.of(first.type()) : Optional.empty();
          case ADD ->
              areAlike && isPoint
                  ? Optional.empty()
                  : Optional.of(areAlike ? unit.span() : unit.point());
          case SUBTRACT ->
              areAlike
                  ? Optional.of(unit.span())
                  : isPoint ? Optional.of(unit.point()) : Optional.empty();
          case DIVIDE -> spans(areAlike && !isPoint, DType.FLOAT64);
          case FLOOR_DIVIDE -> spans(areAlike && !isPoint, DType.INT64);
          case REMAINDER -> spans(areAlike && !isPoint, unit.span());
          case MULTIPLY, POWER, AND, OR -> Optional.empty();
        };
    return made(
        column, sign, type.orElseThrow(() -> misfit(column, sign, left, right)), first, second);
  }

  private static Optional<CellType> spans(boolean areSpans, CellType type) {
    return areSpans ? Optional.of(type) : Optional.empty();
  }

  private SyntaxException misfit(int column, Sign sign, Value left, Value right) {
    String hint =
        isTime(left) || isTime(right)
            ? " Times and lengths of time in quotes, as '2024-01-31' and 'PT1H', may stand beside"
                + " times; two times have a difference, and lengths of time are added."
            : "";
    return ExpressionFaults.at(
        column,
        "There is no \"%s\" between %s and %s.%s"
            .formatted(sign.text(), described(left), described(right), hint),
        text);
  }

  /** A value in a sentence. */
  static String described(Value value) {
    return switch (value) {
      case Value.Typed(int column, Node node) -> node.type().numpyName();
      case Value.Whole ignored -> "a whole number";
      case Value.Real ignored -> "a number";
      case Value.None ignored -> "null";
    };
  }
}
