package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.NumberRange;
import java.math.BigInteger;
import java.util.Optional;

/** NumPy's rules of types: types that values have, and the one that two of them have together. */
final class Types {
  /** The type of conditions. */
  static final CellType TRUTH = new CellType.Truth();

  private Types() {}

  /** Whether an expression can be made of cells of a type. */
  static boolean isKnown(CellType type) {
    return switch (type) {
      case DType number -> number.kind() != DType.Kind.COMPLEX && number != DType.LONGDOUBLE;
      case CellType.Truth ignored -> true;
      case CellType.TimePoint time -> time.unit() != CellTimeUnit.GENERIC;
      case CellType.TimeSpan span -> span.unit() != CellTimeUnit.GENERIC;
      default -> false;
    };
  }

  static boolean isTruth(CellType type) {
    return type instanceof CellType.Truth;
  }

  static boolean isNumber(CellType type) {
    return type instanceof DType;
  }

  static boolean isInteger(CellType type) {
    return type instanceof DType number && number.isInteger();
  }

  static boolean isFloat(CellType type) {
    return type instanceof DType number && number.kind() == DType.Kind.FLOAT;
  }

  static boolean isUnsigned64(CellType type) {
    return type == DType.UINT64 || type == DType.ULONGLONG;
  }

  static boolean isTime(CellType type) {
    return type instanceof CellType.TimePoint || type instanceof CellType.TimeSpan;
  }

  /** The type that can hold values of two types; empty if no type can. */
  static Optional<CellType> common(CellType one, CellType other) {
    if (one.equals(other)) {
      return Optional.of(one);
    }
    if (one instanceof DType a && other instanceof DType b) {
      return Optional.of(number(a, b));
    }
    if (isTruth(one) && isNumber(other)) {
      return Optional.of(other);
    }
    if (isNumber(one) && isTruth(other)) {
      return Optional.of(one);
    }
    if (one instanceof CellType.TimePoint a && other instanceof CellType.TimePoint b) {
      return Unit.common(Unit.of(a), Unit.of(b)).map(Unit::point);
    }
    if (one instanceof CellType.TimeSpan a && other instanceof CellType.TimeSpan b) {
      return Unit.common(Unit.of(a), Unit.of(b)).map(Unit::span);
    }
    return Optional.empty();
  }

  private static DType number(DType one, DType other) {
    if (one.isInteger() && other.isInteger()) {
      return integer(one, other);
    }
    DType a = one.isInteger() ? floatOf(one) : one;
    DType b = other.isInteger() ? floatOf(other) : other;
    return a.size() >= b.size() ? a : b;
  }

  private static DType integer(DType one, DType other) {
    if (one.kind() == other.kind()) {
      return one.size() >= other.size() ? one : other;
    }
    DType signed = one.kind() == DType.Kind.SIGNED ? one : other;
    DType unsigned = one.kind() == DType.Kind.SIGNED ? other : one;
    if (signed.size() > unsigned.size()) {
      return signed;
    }
    return switch (unsigned.size()) {
      case 1 -> DType.INT16;
      case 2 -> DType.INT32;
      case 4 -> DType.INT64;
      default -> DType.FLOAT64;
    };
  }

  /** The float that functions make of a type: as many bits as hold its whole numbers, or 64. */
  static DType floatOf(CellType type) {
    return switch (type) {
      case DType number when !number.isInteger() -> number;
      case DType number ->
          switch (number.size()) {
            case 1 -> DType.FLOAT16;
            case 2 -> DType.FLOAT32;
            default -> DType.FLOAT64;
          };
      case CellType.Truth ignored -> DType.FLOAT16;
      default -> throw new IllegalArgumentException(type.numpyName());
    };
  }

  /** Least whole number of a type of integers. */
  static long least(CellType type) {
    return NumberRange.of((DType) type).min();
  }

  /** Greatest whole number of a type of integers, but that of 64 unsigned bits. */
  static long greatest(CellType type) {
    return NumberRange.of((DType) type).max();
  }

  /** Whether a type of integers has a number. */
  static boolean holds(CellType type, BigInteger number) {
    if (isUnsigned64(type)) {
      return number.signum() >= 0 && number.bitLength() <= Long.SIZE;
    }
    return number.bitLength() < Long.SIZE
        && number.longValue() >= least(type)
        && number.longValue() <= greatest(type);
  }

  /**
   * Checks a number.
   *
   * @param type integers, but not those of 64 unsigned bits
   * @throws ArithmeticException if the type does not have it
   */
  static void requireWhole(CellType type, long whole, boolean isUnsigned) {
    if (isUnsigned && whole < 0 || whole < least(type) || whole > greatest(type)) {
      throw new ArithmeticException(type.numpyName());
    }
  }
}
