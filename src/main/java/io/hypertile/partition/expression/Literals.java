package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Literals: what they are by themselves, and what they become beside values of a type.
 *
 * @param text of the expression, for messages
 */
record Literals(String text) {
  /** Bits of whole numbers that literals may come to. */
  private static final int MOST_BITS = 256;

  /** A value with the type that it has by itself. */
  Node typed(Value value) {
    return switch (value) {
      case Value.Typed(int column, Node node) -> node;
      case Value.Whole whole ->
          Types.holds(DType.INT64, whole.number())
              ? Node.Constant.of(DType.INT64, whole.number().longValue())
              : as(whole, DType.UINT64);
      case Value.Real real -> Node.Constant.of(DType.FLOAT64, real.number());
      case Value.None none ->
          throw ExpressionFaults.at(
              none.column(), "null has no type by itself; it is a value of where(…).", text);
    };
  }

  /** A literal as a type; a typed value is converted. */
  Node as(Value value, CellType type) {
    return switch (value) {
      case Value.Typed typed -> converted(typed, type);
      case Value.Whole whole when Types.isInteger(type) -> {
        if (!Types.holds(type, whole.number())) {
          throw ExpressionFaults.at(
              whole.column(),
              "%s has no number %s; make the values beside it a wider type, as by int64(…)."
                  .formatted(type.numpyName(), whole.number()),
              text);
        }
        yield Node.Constant.of(type, whole.number().longValue());
      }
      case Value.Whole whole when Types.isFloat(type) ->
          Node.Constant.of(type, Conversions.rounded(whole.number().doubleValue(), type));
      case Value.Real real when Types.isFloat(type) ->
          Node.Constant.of(type, Conversions.rounded(real.number(), type));
      case Value.None ignored -> Node.Constant.none(type);
      default ->
          throw ExpressionFaults.at(
              value.column(),
              "A number stands beside values of %s; write times and lengths of time in quotes, as"
                      .formatted(type.numpyName())
                  + " '2024-01-31' or 'PT1H'.",
              text);
    };
  }

  private Node converted(Value.Typed typed, CellType type) {
    try {
      return Conversions.convert(typed.node(), type);
    } catch (ArithmeticException e) {
      throw ExpressionFaults.at(
          typed.column(), "%s has no such value.".formatted(type.numpyName()), text);
    }
  }

  /** The type that can hold two values; empty if no type can. */
  Optional<CellType> common(Value one, Value other) {
    if (one instanceof Value.Typed(int a, Node left)
        && other instanceof Value.Typed(int b, Node right)) {
      return Types.common(left.type(), right.type());
    }
    if (one instanceof Value.Typed(int column, Node node)) {
      return beside(node.type(), other);
    }
    if (other instanceof Value.Typed(int column, Node node)) {
      return beside(node.type(), one);
    }
    if (one instanceof Value.None && other instanceof Value.None) {
      return Optional.empty();
    }
    boolean isReal = one instanceof Value.Real || other instanceof Value.Real;
    return Optional.of(isReal ? DType.FLOAT64 : DType.INT64);
  }

  private static Optional<CellType> beside(CellType type, Value literal) {
    return switch (literal) {
      case Value.Typed ignored -> throw new IllegalArgumentException();
      case Value.None ignored -> Types.isTruth(type) ? Optional.empty() : Optional.of(type);
      case Value.Whole ignored when Types.isNumber(type) -> Optional.of(type);
      case Value.Whole ignored when Types.isTruth(type) -> Optional.of(DType.INT64);
      case Value.Real ignored when Types.isFloat(type) -> Optional.of(type);
      case Value.Real ignored when !Types.isTime(type) -> Optional.of(DType.FLOAT64);
      case Value.Whole ignored -> Optional.empty();
      case Value.Real ignored -> Optional.empty();
    };
  }

  /** Arithmetic between two literals, which makes a literal, as in Python; empty for others. */
  Optional<Value> fold(int column, Sign sign, Value left, Value right) {
    boolean isNumber =
        !(left instanceof Value.Typed)
            && !(right instanceof Value.Typed)
            && !(left instanceof Value.None)
            && !(right instanceof Value.None);
    if (!isNumber || sign.isComparison() || sign == Sign.AND || sign == Sign.OR) {
      return Optional.empty();
    }
    if (left instanceof Value.Whole(int a, BigInteger one)
        && right instanceof Value.Whole(int b, BigInteger other)
        && sign != Sign.DIVIDE) {
      return Optional.of(whole(column, sign, one, other));
    }
    double result = RealPairs.value(sign, real(left), real(right));
    return Optional.of(new Value.Real(column, result));
  }

  private static double real(Value value) {
    return value instanceof Value.Whole(int column, BigInteger number)
        ? number.doubleValue()
        : ((Value.Real) value).number();
  }

  private Value whole(int column, Sign sign, BigInteger one, BigInteger other) {
    boolean isDivision = sign == Sign.FLOOR_DIVIDE || sign == Sign.REMAINDER;
    if (isDivision && other.signum() == 0) {
      throw ExpressionFaults.at(column, "The number is divided by 0.", text);
    }
    if (sign == Sign.POWER && other.signum() < 0) {
      return new Value.Real(column, Math.pow(one.doubleValue(), other.doubleValue()));
    }
    boolean isLarge =
        sign == Sign.POWER
            && (other.bitLength() > Byte.SIZE
                || (long) one.bitLength() * other.intValue() > MOST_BITS);
    BigInteger result = isLarge ? BigInteger.ONE.shiftLeft(MOST_BITS) : exact(sign, one, other);
    if (result.bitLength() > MOST_BITS) {
      throw ExpressionFaults.at(
          column, "The number is too large; write it with a point, as 1e30.", text);
    }
    return new Value.Whole(column, result);
  }

  private static BigInteger exact(Sign sign, BigInteger one, BigInteger other) {
    return switch (sign) {
      case ADD -> one.add(other);
      case SUBTRACT -> one.subtract(other);
      case MULTIPLY -> one.multiply(other);
      case POWER -> one.pow(other.intValueExact());
      case FLOOR_DIVIDE -> {
        BigInteger[] parts = one.divideAndRemainder(other);
        boolean isBelow = parts[1].signum() != 0 && parts[1].signum() != other.signum();
        yield isBelow ? parts[0].subtract(BigInteger.ONE) : parts[0];
      }
      case REMAINDER -> {
        BigInteger rest = one.remainder(other);
        yield rest.signum() != 0 && rest.signum() != other.signum() ? rest.add(other) : rest;
      }
      case LEAST -> one.min(other);
      case GREATEST -> one.max(other);
      default -> throw new IllegalArgumentException(sign.text());
    };
  }
}
