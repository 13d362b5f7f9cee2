package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellType;
import java.util.Arrays;

/** Changes of single values, and of their types. */
final class Changes {
  private Changes() {}

  /** Replaces the values of a block by changed ones of the same type, or by truth values. */
  static void apply(Node.Changed node, ValueBlock block, int count) {
    CellType type = node.operand().type();
    boolean isReal = Types.isFloat(type);
    switch (node.change()) {
      case NOT -> {
        for (int i = 0; i < count; i++) {
          block.wholes[i] ^= 1;
        }
      }
      case IS_NULL -> isNull(block, isReal, count);
      case NEGATIVE -> {
        if (isReal) {
          for (int i = 0; i < count; i++) {
            block.reals[i] = -block.reals[i];
          }
        } else {
          for (int i = 0; i < count; i++) {
            block.wholes[i] = -block.wholes[i];
          }
          WholePairs.wrap(block.wholes, type, count);
        }
      }
      case ABSOLUTE -> absolute(block, type, count);
      case ROOT, EXPONENTIAL, LOGARITHM -> {
        function(node.change(), block.reals, count);
        RealPairs.round(block.reals, type, count);
      }
      case ROUNDED -> round(block.reals, node.digits(), type, count);
    }
  }

  private static void isNull(ValueBlock block, boolean isReal, int count) {
    for (int i = 0; i < count; i++) {
      boolean isNull = block.isMissing(i) || isReal && Double.isNaN(block.reals[i]);
      block.wholes[i] = isNull ? 1 : 0;
    }
    block.clearMissing();
  }

  private static void absolute(ValueBlock block, CellType type, int count) {
    if (Types.isFloat(type)) {
      for (int i = 0; i < count; i++) {
        block.reals[i] = Math.abs(block.reals[i]);
      }
    } else if (!Types.isUnsigned64(type)) {
      for (int i = 0; i < count; i++) {
        block.wholes[i] = Math.abs(block.wholes[i]);
      }
      WholePairs.wrap(block.wholes, type, count);
    }
  }

  private static void function(Change change, double[] values, int count) {
    switch (change) {
      case ROOT -> {
        for (int i = 0; i < count; i++) {
          values[i] = Math.sqrt(values[i]);
        }
      }
      case EXPONENTIAL -> {
        for (int i = 0; i < count; i++) {
          values[i] = Math.exp(values[i]);
        }
      }
      case LOGARITHM -> {
        for (int i = 0; i < count; i++) {
          values[i] = Math.log(values[i]);
        }
      }
      case NEGATIVE, NOT, IS_NULL, ABSOLUTE, ROUNDED ->
          throw new IllegalArgumentException(change.name());
    }
  }

  /** Rounds to decimals, ties to even: the number is scaled, rounded and scaled back. */
  private static void round(double[] values, int digits, CellType type, int count) {
    double scale = Conversions.rounded(Math.pow(10, Math.abs(digits)), type);
    boolean isPlain = digits == 0;
    for (int i = 0; i < count; i++) {
      double value = values[i];
      if (isPlain) {
        values[i] = Math.rint(value);
        continue;
      }
      double scaled = digits > 0 ? value * scale : value / scale;
      double whole = Math.rint(Conversions.rounded(scaled, type));
      values[i] = Conversions.rounded(digits > 0 ? whole / scale : whole * scale, type);
    }
  }

  /** Replaces the values of a block by the same ones of another type. */
  static void convert(Node.Converted node, ValueBlock block, int count) {
    CellType from = node.operand().type();
    CellType to = node.type();
    if (Types.isTime(to)) {
      inUnit(from, to, block, count);
    } else if (Types.isFloat(to)) {
      toReals(from, to, block, count);
    } else if (Types.isFloat(from)) {
      cut(to, block, count);
    } else {
      toWholes(from, to, block, count);
    }
  }

  /** Rounds; a number does not become infinite. */
  private static void toReals(CellType from, CellType to, ValueBlock block, int count) {
    if (!Types.isFloat(from)) {
      boolean isUnsigned = Types.isUnsigned64(from);
      for (int i = 0; i < count; i++) {
        block.reals[i] = Conversions.real(block.wholes[i], isUnsigned);
      }
    }
    for (int i = 0; i < count; i++) {
      double real = block.reals[i];
      boolean isLost = Double.isInfinite(Conversions.rounded(real, to)) && !Double.isInfinite(real);
      if (isLost && !block.isMissing(i)) {
        throw misfit(Double.toString(real), to);
      }
    }
    RealPairs.round(block.reals, to, count);
  }

  /** Cuts what follows the point; NaN becomes null, other numbers must fit. */
  private static void cut(CellType to, ValueBlock block, int count) {
    boolean isUnsigned = Types.isUnsigned64(to);
    double least = isUnsigned ? 0 : Types.least(to);
    double end = isUnsigned ? 0x1p64 : Types.greatest(to) + 1.0;
    for (int i = 0; i < count; i++) {
      double real = block.reals[i];
      if (block.isMissing(i)) {
        continue;
      }
      if (Double.isNaN(real)) {
        block.miss(i);
        continue;
      }
      double whole = real < 0 ? Math.ceil(real) : Math.floor(real);
      if (!(whole >= least && whole < end)) {
        throw misfit(Double.toString(real), to);
      }
      block.wholes[i] = whole < 0x1p63 ? (long) whole : (long) (whole - 0x1p63) ^ Long.MIN_VALUE;
    }
  }

  private static void toWholes(CellType from, CellType to, ValueBlock block, int count) {
    boolean isUnsigned = Types.isUnsigned64(from);
    boolean isTarget = Types.isUnsigned64(to);
    if (isTarget && isUnsigned || Types.isTruth(to)) {
      return;
    }
    long least = isTarget ? 0 : Types.least(to);
    long greatest = isTarget ? Long.MAX_VALUE : Types.greatest(to);
    for (int i = 0; i < count; i++) {
      long whole = block.wholes[i];
      boolean isOutside = whole < least || whole > greatest;
      if (isOutside && !block.isMissing(i)) {
        throw misfit(isUnsigned ? Long.toUnsignedString(whole) : Long.toString(whole), to);
      }
    }
  }

  private static RuntimeException misfit(String value, CellType to) {
    return ExpressionFaults.value(
        "The value %s does not fit %s; clip it, or use a wider type; nothing was changed."
            .formatted(value, to.numpyName()));
  }

  private static void inUnit(CellType from, CellType to, ValueBlock block, int count) {
    Unit one = Unit.of(from);
    Unit other = Unit.of(to);
    long factor = one.partsOf(other);
    long divisor = other.partsOf(one);
    long most = Long.MAX_VALUE / factor;
    for (int i = 0; i < count; i++) {
      long steps = block.wholes[i];
      if ((steps > most || steps < -most) && !block.isMissing(i)) {
        throw misfit(steps + " " + from.numpyName(), to);
      }
      block.wholes[i] = Math.floorDiv(steps * factor, divisor);
    }
  }

  /** Fills a block with one value. */
  static void fill(Node.Constant constant, ValueBlock block, int count) {
    block.clearMissing();
    Arrays.fill(block.wholes, 0, count, constant.whole());
    Arrays.fill(block.reals, 0, count, constant.real());
    if (constant.isNull()) {
      for (int i = 0; i < count; i++) {
        block.miss(i);
      }
    }
  }
}
