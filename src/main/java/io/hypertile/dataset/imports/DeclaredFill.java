package io.hypertile.dataset.imports;

import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Fill values of imported arrays (atlas-rules.md 85). */
public final class DeclaredFill {
  private static final double TWO_TO_63 = 0x1p63;

  private DeclaredFill() {}

  /**
   * The fill value that an attribute declares.
   *
   * @return empty if the value is not one of the cells' type
   */
  static Optional<FillValue> of(CellType type, TypedValue value) {
    if (value instanceof TypedValue.Items items && items.values().size() == 1) {
      return of(type, items.values().getFirst());
    }
    if (type instanceof CellType.Text && value instanceof TypedValue.Text text) {
      return Optional.of(FillValue.of(type, text.value().getBytes(StandardCharsets.UTF_8)));
    }
    if (type instanceof CellType.TimePoint && value instanceof TypedValue.Time time) {
      return Optional.of(FillValue.of(type, bytes(time.nanoseconds())));
    }
    if (!(type instanceof DType dtype)) {
      return Optional.empty();
    }
    return switch (value) {
      case TypedValue.Whole whole ->
          dtype.isInteger()
              ? FillValue.ofWhole(dtype, whole.value())
              : FillValue.ofReal(dtype, whole.value().doubleValue());
      case TypedValue.Real real ->
          dtype.isInteger() ? integer(dtype, real.value()) : FillValue.ofReal(dtype, real.value());
      case TypedValue.Truth truth -> Optional.empty();
      case TypedValue.Text text -> Optional.empty();
      case TypedValue.Bytes bytes -> Optional.empty();
      case TypedValue.Time time -> Optional.empty();
      case TypedValue.Items items -> Optional.empty();
      case TypedValue.Nested nested -> Optional.empty();
    };
  }

  /**
   * The value that cells have for "none" where nothing was declared: NaN, NaT and the empty text.
   *
   * @return empty for cells that have no such value
   */
  public static Optional<FillValue> usual(CellType type) {
    return switch (type) {
      case DType dtype ->
          dtype.kind() == DType.Kind.FLOAT
              ? Optional.of(FillValue.defaultOf(dtype))
              : Optional.empty();
      case CellType.TimePoint time -> Optional.of(FillValue.notATime(type));
      case CellType.TimeSpan span -> Optional.of(FillValue.notATime(type));
      case CellType.Text text -> Optional.of(FillValue.of(type, new byte[0]));
      case CellType.Truth truth -> Optional.empty();
      case CellType.FixedText text -> Optional.empty();
      case CellType.FixedBytes bytes -> Optional.empty();
      case CellType.RawBytes bytes -> Optional.empty();
      case CellType.AnyBytes bytes -> Optional.empty();
    };
  }

  private static Optional<FillValue> integer(DType dtype, double value) {
    boolean isWhole = value == Math.rint(value) && Math.abs(value) < 2 * TWO_TO_63;
    return isWhole
        ? FillValue.ofWhole(dtype, new BigDecimal(value).toBigInteger())
        : Optional.empty();
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
