package io.hypertile.zarr.view;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.zarr.ZarrType;
import java.util.Optional;

/** Types of cells as Zarr names them. */
public final class ShownTypes {
  private ShownTypes() {}

  /**
   * The type in the hierarchy; empty for 80-bit floats, which Zarr has no name for, and for cells
   * that differ in length, whose chunks have no size before they are made.
   */
  public static Optional<ZarrType> find(CellType type) {
    return switch (type) {
      case DType number -> ofNumber(number);
      case CellType.Truth truth -> Optional.of(ZarrType.Basic.BOOL);
      case CellType.TimePoint time ->
          Optional.of(new ZarrType.TimePoint(time.unit(), time.steps()));
      case CellType.TimeSpan time -> Optional.of(new ZarrType.TimeSpan(time.unit(), time.steps()));
      case CellType.FixedText text -> Optional.of(new ZarrType.FixedText(text.size()));
      case CellType.FixedBytes bytes -> Optional.of(new ZarrType.FixedBytes(bytes.size()));
      case CellType.RawBytes bytes -> Optional.of(new ZarrType.RawBytes(bytes.size()));
      case CellType.Text text -> Optional.empty();
      case CellType.AnyBytes bytes -> Optional.empty();
    };
  }

  private static Optional<ZarrType> ofNumber(DType dtype) {
    return switch (dtype) {
      case INT8 -> Optional.of(ZarrType.Basic.INT8);
      case INT16 -> Optional.of(ZarrType.Basic.INT16);
      case INT32 -> Optional.of(ZarrType.Basic.INT32);
      case INT64, LONGLONG -> Optional.of(ZarrType.Basic.INT64);
      case UINT8 -> Optional.of(ZarrType.Basic.UINT8);
      case UINT16 -> Optional.of(ZarrType.Basic.UINT16);
      case UINT32 -> Optional.of(ZarrType.Basic.UINT32);
      case UINT64, ULONGLONG -> Optional.of(ZarrType.Basic.UINT64);
      case FLOAT16 -> Optional.of(ZarrType.Basic.FLOAT16);
      case FLOAT32 -> Optional.of(ZarrType.Basic.FLOAT32);
      case FLOAT64 -> Optional.of(ZarrType.Basic.FLOAT64);
      case COMPLEX64 -> Optional.of(ZarrType.Basic.COMPLEX64);
      case COMPLEX128 -> Optional.of(ZarrType.Basic.COMPLEX128);
      case LONGDOUBLE, CLONGDOUBLE -> Optional.empty();
    };
  }
}
