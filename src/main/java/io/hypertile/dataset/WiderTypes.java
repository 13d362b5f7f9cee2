package io.hypertile.dataset;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.util.Optional;

/**
 * The type that arrays of one name merge to where datasets declare different ones (atlas-rules.md
 * 18, 81). Pure functions.
 */
public final class WiderTypes {
  private static final int WIDE_BYTES = 4;
  private static final int MOST_BYTES = 8;

  private WiderTypes() {}

  /**
   * Merges two types: two signed or two unsigned whole numbers to the wider; a signed and an
   * unsigned one to a signed one of twice the unsigned one's width at least, as far as 64 bits go;
   * a float and any number to a float of 64 bits if one of them is that or a whole number of 32
   * bits or more, else to one of 32 bits; a text and a point in time to a text.
   *
   * @return empty if values of the two cannot be had in one type
   */
  public static Optional<CellType> merge(CellType one, CellType other) {
    if (one.equals(other)) {
      return Optional.of(one);
    }
    if (one instanceof DType left && other instanceof DType right) {
      return numbers(left, right);
    }
    if (isText(one) && isText(other)) {
      return Optional.of(
          one instanceof CellType.FixedText && other instanceof CellType.FixedText
              ? one.size() > other.size() ? one : other
              : new CellType.Text());
    }
    boolean isTextAndTime =
        isText(one) && other instanceof CellType.TimePoint
            || one instanceof CellType.TimePoint && isText(other);
    return isTextAndTime ? Optional.of(new CellType.Text()) : Optional.empty();
  }

  private static boolean isText(CellType type) {
    return type instanceof CellType.Text || type instanceof CellType.FixedText;
  }

  private static Optional<CellType> numbers(DType left, DType right) {
    boolean isMergeable = isPlain(left) && isPlain(right);
    if (!isMergeable) {
      return Optional.empty();
    }
    if (left.isInteger() && right.isInteger()) {
      return Optional.of(whole(left, right));
    }
    return Optional.of(isWide(left) || isWide(right) ? DType.FLOAT64 : DType.FLOAT32);
  }

  /** Whether a type is one of those that widen: no complex number, nothing beyond 64 bits. */
  private static boolean isPlain(DType type) {
    return type.kind() != DType.Kind.COMPLEX && type.size() <= MOST_BYTES;
  }

  private static boolean isWide(DType type) {
    return type.isInteger() ? type.size() >= WIDE_BYTES : type.size() == MOST_BYTES;
  }

  private static DType whole(DType left, DType right) {
    if (left.kind() == right.kind()) {
      return named(left.kind(), Math.max(left.size(), right.size()));
    }
    DType signed = left.kind() == DType.Kind.SIGNED ? left : right;
    DType unsigned = left.kind() == DType.Kind.SIGNED ? right : left;
    int size = Math.min(MOST_BYTES, Math.max(signed.size(), 2 * unsigned.size()));
    return named(DType.Kind.SIGNED, size);
  }

  private static DType named(DType.Kind kind, int size) {
    boolean isSigned = kind == DType.Kind.SIGNED;
    return switch (size) {
      case 1 -> isSigned ? DType.INT8 : DType.UINT8;
      case 2 -> isSigned ? DType.INT16 : DType.UINT16;
      case 4 -> isSigned ? DType.INT32 : DType.UINT32;
      default -> isSigned ? DType.INT64 : DType.UINT64;
    };
  }
}
