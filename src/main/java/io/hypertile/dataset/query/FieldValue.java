package io.hypertile.dataset.query;

import io.hypertile.dataset.FigureCell.FigureValue;
import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.math.BigInteger;
import java.util.Optional;

/** A value that a dataset has for a field of a condition. Immutable. */
sealed interface FieldValue {
  /** A whole number of up to 64 bits, signed. */
  record Small(long value) implements FieldValue {}

  /** A whole number of any size. */
  record Large(BigInteger value) implements FieldValue {}

  /**
   * A float.
   *
   * @param bytes bytes of its type, to which literals are rounded before they are compared
   * @param isNanGreatest whether NaN is above all others, as it is among extremes, or in no order
   */
  record Real(double value, int bytes, boolean isNanGreatest) implements FieldValue {}

  /** A text. */
  record Text(String value) implements FieldValue {}

  /** Nanoseconds since 1970. */
  record Time(long nanoseconds) implements FieldValue {}

  /** A truth value. */
  record Truth(boolean value) implements FieldValue {}

  /** A value that is compared with nothing. */
  record Other() implements FieldValue {}

  /** The value of an attribute. */
  static FieldValue of(TypedValue value) {
    return switch (value) {
      case TypedValue.Truth(boolean truth) -> new Truth(truth);
      case TypedValue.Whole(DType ignored, BigInteger number) -> new Large(number);
      case TypedValue.Real(DType type, double number) -> new Real(number, type.size(), false);
      case TypedValue.Text(String text) -> new Text(text);
      case TypedValue.Time(long nanoseconds) -> new Time(nanoseconds);
      case TypedValue.Bytes ignored -> new Other();
      case TypedValue.Items ignored -> new Other();
      case TypedValue.Nested ignored -> new Other();
    };
  }

  /** An extreme of cells of a type; empty if no cell has a value. */
  static Optional<FieldValue> of(FigureValue extreme, CellType type) {
    long bits = extreme.bits();
    return switch (extreme.kind()) {
      case NONE -> Optional.empty();
      case SIGNED ->
          Optional.of(
              switch (type) {
                case CellType.Truth ignored -> new Truth(bits != 0);
                case CellType.TimePoint ignored -> new Time(bits);
                default -> new Small(bits);
              });
      case UNSIGNED ->
          Optional.of(
              bits >= 0 ? new Small(bits) : new Large(new BigInteger(Long.toUnsignedString(bits))));
      case REAL -> Optional.of(new Real(Double.longBitsToDouble(bits), type.size(), true));
      case TEXT -> Optional.of(new Text(extreme.text()));
    };
  }
}
