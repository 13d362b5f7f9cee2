package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Float16;
import io.hypertile.ndarray.RealNumbers;

/** Nodes as other types, those of one value at once. */
final class Conversions {
  private Conversions() {}

  /**
   * The values of a node as a type that they can have.
   *
   * @throws ArithmeticException if a constant has a value that the type cannot hold
   */
  static Node convert(Node node, CellType type) {
    if (node.type().equals(type)) {
      return node;
    }
    return node instanceof Node.Constant constant
        ? constant(constant, type)
        : new Node.Converted(type, node);
  }

  private static Node.Constant constant(Node.Constant constant, CellType type) {
    if (constant.isNull()) {
      return Node.Constant.none(type);
    }
    if (Types.isTime(type)) {
      return Node.Constant.of(type, inUnit(constant, type));
    }
    if (!Types.isFloat(type)) {
      boolean isReal = Types.isFloat(constant.type());
      long whole = isReal ? (long) constant.real() : constant.whole();
      if (!isReal && !Types.isUnsigned64(type)) {
        Types.requireWhole(type, whole, Types.isUnsigned64(constant.type()));
      }
      return Node.Constant.of(type, whole);
    }
    double real =
        Types.isFloat(constant.type())
            ? constant.real()
            : real(constant.whole(), Types.isUnsigned64(constant.type()));
    return Node.Constant.of(type, rounded(real, type));
  }

  private static long inUnit(Node.Constant constant, CellType type) {
    Unit from = Unit.of(constant.type());
    Unit to = Unit.of(type);
    long steps = Math.multiplyExact(constant.whole(), from.partsOf(to));
    return Math.floorDiv(steps, to.partsOf(from));
  }

  /** A whole number as float64, rounded once. */
  static double real(long whole, boolean isUnsigned) {
    return isUnsigned ? RealNumbers.unsigned(whole) : (double) whole;
  }

  /** A number as a type of floats has it. */
  static double rounded(double real, CellType type) {
    if (type == DType.FLOAT32) {
      return (float) real;
    }
    return type == DType.FLOAT16 ? Float.float16ToFloat(Float16.ofDouble(real)) : real;
  }
}
