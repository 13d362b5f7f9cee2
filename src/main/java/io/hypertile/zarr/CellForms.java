package io.hypertile.zarr;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.util.Map;
import java.util.Optional;

/** Types of cells as Zarr names them, and what reads where nothing was written. */
public final class CellForms {
  private CellForms() {}

  /**
   * The type in documents of Zarr.
   *
   * @throws ServiceException {@code invalid-schema} if Zarr has no such cells
   */
  public static ZarrType zarr(CellType type) {
    return switch (type) {
      case DType number -> find(number).orElseThrow(() -> none(number));
      case CellType.Truth truth -> ZarrType.Basic.BOOL;
      case CellType.TimePoint time -> new ZarrType.TimePoint(time.unit(), time.steps());
      case CellType.TimeSpan span -> new ZarrType.TimeSpan(span.unit(), span.steps());
      case CellType.FixedText text -> new ZarrType.FixedText(text.size());
      case CellType.FixedBytes bytes -> new ZarrType.FixedBytes(bytes.size());
      case CellType.RawBytes bytes -> new ZarrType.RawBytes(bytes.size());
      case CellType.Text text -> new ZarrType.Text();
      case CellType.AnyBytes bytes -> new ZarrType.AnyBytes();
    };
  }

  /** The type of numbers in documents of Zarr; empty for those of 80 bits, which it has not. */
  public static Optional<ZarrType> find(DType number) {
    return Optional.ofNullable(
        switch (number) {
          case INT8 -> ZarrType.Basic.INT8;
          case INT16 -> ZarrType.Basic.INT16;
          case INT32 -> ZarrType.Basic.INT32;
          case INT64, LONGLONG -> ZarrType.Basic.INT64;
          case UINT8 -> ZarrType.Basic.UINT8;
          case UINT16 -> ZarrType.Basic.UINT16;
          case UINT32 -> ZarrType.Basic.UINT32;
          case UINT64, ULONGLONG -> ZarrType.Basic.UINT64;
          case FLOAT16 -> ZarrType.Basic.FLOAT16;
          case FLOAT32 -> ZarrType.Basic.FLOAT32;
          case FLOAT64 -> ZarrType.Basic.FLOAT64;
          case COMPLEX64 -> ZarrType.Basic.COMPLEX64;
          case COMPLEX128 -> ZarrType.Basic.COMPLEX128;
          case LONGDOUBLE, CLONGDOUBLE -> null;
        });
  }

  private static ServiceException none(DType number) {
    return new ServiceException(
        ErrorCode.INVALID_SCHEMA,
        "Zarr has no cells of " + number.numpyName() + "; choose float64.",
        Map.of("dtype", number.numpyName()),
        null);
  }

  /** The cell that is read where nothing was written and no fill value declared. */
  public static FillValue unwritten(CellType type) {
    return switch (type) {
      case CellType.TimePoint time -> FillValue.notATime(type);
      case CellType.TimeSpan span -> FillValue.notATime(type);
      default -> FillValue.of(type, new byte[type.isAnyLength() ? 0 : type.size()]);
    };
  }
}
