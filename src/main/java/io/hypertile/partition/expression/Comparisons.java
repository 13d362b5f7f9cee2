package io.hypertile.partition.expression;

/**
 * Comparisons. Nothing is equal to, above or below what is null, as nothing is to NaN; it is
 * unequal to all.
 */
final class Comparisons {
  private Comparisons() {}

  /**
   * Replaces the values of a block by truth values.
   *
   * @param node the comparison, both of whose operands are floats if one is
   */
  static void apply(Node.Paired node, ValueBlock left, ValueBlock right, int count) {
    Sign sign = node.sign();
    boolean isUnsigned = Types.isUnsigned64(node.left().type());
    if (Types.isFloat(node.left().type())) {
      reals(sign, left, right, count);
    } else if (isUnsigned == Types.isUnsigned64(node.right().type())) {
      wholes(sign, left, right, isUnsigned ? Long.MIN_VALUE : 0, count);
    } else {
      mixed(sign, left, right, isUnsigned, count);
    }
    if (left.hasMissing() || right.hasMissing()) {
      long ofNull = sign == Sign.UNEQUAL ? 1 : 0;
      for (int i = 0; i < count; i++) {
        if (left.isMissing(i) || right.isMissing(i)) {
          left.wholes[i] = ofNull;
        }
      }
      left.clearMissing();
    }
  }

  private static void reals(Sign sign, ValueBlock left, ValueBlock right, int count) {
    double[] a = left.reals;
    double[] b = right.reals;
    long[] results = left.wholes;
    switch (sign) {
      case EQUAL -> {
        for (int i = 0; i < count; i++) {
          results[i] = a[i] == b[i] ? 1 : 0;
        }
      }
      case UNEQUAL -> {
        for (int i = 0; i < count; i++) {
          results[i] = a[i] != b[i] ? 1 : 0;
        }
      }
      case AT_MOST -> {
        for (int i = 0; i < count; i++) {
          results[i] = a[i] <= b[i] ? 1 : 0;
        }
      }
      case AT_LEAST -> {
        for (int i = 0; i < count; i++) {
          results[i] = a[i] >= b[i] ? 1 : 0;
        }
      }
      case BELOW -> {
        for (int i = 0; i < count; i++) {
          results[i] = a[i] < b[i] ? 1 : 0;
        }
      }
      case ABOVE -> {
        for (int i = 0; i < count; i++) {
          results[i] = a[i] > b[i] ? 1 : 0;
        }
      }
      default -> throw new IllegalArgumentException(sign.text());
    }
  }

  /** Whole numbers; a change of the first bit of both makes unsigned ones signed. */
  private static void wholes(Sign sign, ValueBlock left, ValueBlock right, long change, int count) {
    long[] a = left.wholes;
    long[] b = right.wholes;
    switch (sign) {
      case EQUAL -> {
        for (int i = 0; i < count; i++) {
          a[i] = a[i] == b[i] ? 1 : 0;
        }
      }
      case UNEQUAL -> {
        for (int i = 0; i < count; i++) {
          a[i] = a[i] != b[i] ? 1 : 0;
        }
      }
      case AT_MOST -> {
        for (int i = 0; i < count; i++) {
          a[i] = (a[i] ^ change) <= (b[i] ^ change) ? 1 : 0;
        }
      }
      case AT_LEAST -> {
        for (int i = 0; i < count; i++) {
          a[i] = (a[i] ^ change) >= (b[i] ^ change) ? 1 : 0;
        }
      }
      case BELOW -> {
        for (int i = 0; i < count; i++) {
          a[i] = (a[i] ^ change) < (b[i] ^ change) ? 1 : 0;
        }
      }
      case ABOVE -> {
        for (int i = 0; i < count; i++) {
          a[i] = (a[i] ^ change) > (b[i] ^ change) ? 1 : 0;
        }
      }
      default -> throw new IllegalArgumentException(sign.text());
    }
  }

  /** Numbers with a sign beside those of 64 bits without, none of which is below 0. */
  private static void mixed(
      Sign sign, ValueBlock left, ValueBlock right, boolean isLeftUnsigned, int count) {
    for (int i = 0; i < count; i++) {
      long unsigned = isLeftUnsigned ? left.wholes[i] : right.wholes[i];
      long signed = isLeftUnsigned ? right.wholes[i] : left.wholes[i];
      int order = signed < 0 || unsigned < 0 ? 1 : Long.compare(unsigned, signed);
      left.wholes[i] = holds(sign, isLeftUnsigned ? order : -order) ? 1 : 0;
    }
  }

  private static boolean holds(Sign sign, int order) {
    return switch (sign) {
      case EQUAL -> order == 0;
      case UNEQUAL -> order != 0;
      case AT_MOST -> order <= 0;
      case AT_LEAST -> order >= 0;
      case BELOW -> order < 0;
      case ABOVE -> order > 0;
      default -> throw new IllegalArgumentException(sign.text());
    };
  }
}
