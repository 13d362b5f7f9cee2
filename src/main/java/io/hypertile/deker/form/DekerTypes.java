package io.hypertile.deker.form;

import io.hypertile.ndarray.DType;
import io.hypertile.schema.AttributeType;

/** Names of types as Deker writes them (deker-layout.md, "Cell types"). */
final class DekerTypes {
  private DekerTypes() {}

  /** The name that Deker writes, such as {@code numpy.uint} for 64-bit unsigned integers. */
  static String name(DType dtype) {
    return "numpy."
        + switch (dtype) {
          case UINT64 -> "uint";
          case LONGDOUBLE -> "float128";
          case COMPLEX128 -> "cfloat";
          case CLONGDOUBLE -> "clongfloat";
          case INT8,
              INT16,
              INT32,
              INT64,
              LONGLONG,
              UINT8,
              UINT16,
              UINT32,
              ULONGLONG,
              FLOAT16,
              FLOAT32,
              FLOAT64,
              COMPLEX64 ->
              dtype.numpyName();
        };
  }

  /** The name of an attribute's type. */
  static String name(AttributeType type) {
    return switch (type) {
      case AttributeType.Plain plain -> plain.text();
      case AttributeType.Numeric(DType dtype) -> name(dtype);
    };
  }
}
