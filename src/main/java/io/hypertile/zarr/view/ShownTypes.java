package io.hypertile.zarr.view;

import io.hypertile.ndarray.DType;
import io.hypertile.zarr.ZarrType;
import java.util.Optional;

/** Types of cells as Zarr names them. */
final class ShownTypes {
  private ShownTypes() {}

  /** The type in the hierarchy; empty for 80-bit floats, which Zarr has no name for. */
  static Optional<ZarrType> find(DType dtype) {
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
