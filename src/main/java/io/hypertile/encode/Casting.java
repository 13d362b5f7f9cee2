package io.hypertile.encode;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;

/** Conversions of the cells of a body that says their type to the type of the array. */
public enum Casting {
  /** Every cell that fits is taken. */
  FITTING("fitting"),
  /** Types of which every value is one of the array's, as NumPy calls it safe. */
  SAFE("safe"),
  /** The array's type alone, in any order of bytes; texts of any length are texts. */
  EXACT("exact");

  private static final int FLOAT_DIGITS = 24;
  private static final int DOUBLE_DIGITS = 53;
  private static final int HALF_DIGITS = 11;

  private final String text;

  Casting(String text) {
    this.text = text;
  }

  /** The name in requests. */
  public String text() {
    return text;
  }

  /** Whether cells of a type are taken for an array of another. */
  boolean allows(CellType from, CellType to) {
    if (this == FITTING || from.equals(to) || isText(from) && isText(to)) {
      return true;
    }
    if (from instanceof DType given && to instanceof DType kept) {
      return isSame(given, kept) || this == SAFE && isSafe(given, kept);
    }
    return this == SAFE
        && from.getClass() == to.getClass()
        && (from instanceof CellType.TimePoint || from instanceof CellType.TimeSpan);
  }

  private static boolean isText(CellType type) {
    return switch (type) {
      case CellType.Text _, CellType.FixedText _, CellType.FixedBytes _ -> true;
      case DType _,
          CellType.Truth _,
          CellType.TimePoint _,
          CellType.TimeSpan _,
          CellType.RawBytes _,
          CellType.AnyBytes _ ->
          false;
    };
  }

  private static boolean isSame(DType one, DType other) {
    return one.kind() == other.kind() && one.size() == other.size();
  }

  private static boolean isSafe(DType from, DType to) {
    if (from.isInteger() && to.isInteger()) {
      boolean isUnsigned = to.kind() == DType.Kind.UNSIGNED;
      return from.kind() == to.kind()
          ? from.size() <= to.size()
          : !isUnsigned && from.size() < to.size();
    }
    if (from.isInteger()) {
      // NumPy takes 64 bits for safe in a float of 64, which has no integer of that size beyond it.
      int bits = 8 * from.size();
      return bits <= digits(to) || bits == Long.SIZE && to.componentSize() >= Double.BYTES;
    }
    return !to.isInteger()
        && (from.kind() == to.kind() || to.kind() == DType.Kind.COMPLEX)
        && from.componentSize() <= to.componentSize();
  }

  private static int digits(DType type) {
    return switch (type.componentSize()) {
      case Short.BYTES -> HALF_DIGITS;
      case Float.BYTES -> FLOAT_DIGITS;
      default -> DOUBLE_DIGITS;
    };
  }
}
