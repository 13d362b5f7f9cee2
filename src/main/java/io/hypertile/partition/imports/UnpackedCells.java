package io.hypertile.partition.imports;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Float16;
import io.hypertile.ndarray.RealNumbers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Floats that packed numbers stand for, calculated in 64 bits and rounded once more to the floats'
 * own.
 */
final class UnpackedCells extends CellByCell {
  private final DType type;
  private final DType made;
  private final double scale;
  private final double offset;
  private final double[] missing;
  private final byte[] none;

  /**
   * Cells of packed numbers.
   *
   * @param type of the packed numbers, one that {@linkplain #isTaken(DType) is taken}
   * @param none the cell of what stands for nothing, in the type of the floats
   */
  UnpackedCells(CellSource cells, DType type, Packing packing, FillValue none) {
    super(cells, type.size(), none.number().size());
    this.type = type;
    this.made = none.number();
    this.scale = packing.scale();
    this.offset = packing.offset();
    this.missing = packing.missing().stream().mapToDouble(Double::doubleValue).toArray();
    this.none = none.bytes();
  }

  /** Whether numbers of a type can be packed ones. */
  static boolean isTaken(DType type) {
    return type.kind() != DType.Kind.COMPLEX && type != DType.LONGDOUBLE;
  }

  /** Whether numbers of a type are floats that are calculated. */
  static boolean isMade(DType type) {
    return type.kind() == DType.Kind.FLOAT && type != DType.LONGDOUBLE;
  }

  @Override
  void make(ByteBuffer from, ByteBuffer to) {
    double packed = next(from, type);
    if (Double.isNaN(packed) || isMissing(packed)) {
      to.put(none);
      return;
    }
    double value = packed * scale + offset;
    boolean fits =
        switch (made) {
          case FLOAT16 -> put(to, Float16.ofDouble(value));
          case FLOAT32 -> put(to, (float) value);
          default -> put(to, value);
        };
    if (!fits && Double.isFinite(packed)) {
      throw new ServiceException(
          ErrorCode.VALUE_OUT_OF_RANGE,
          "The packed number %s stands for one that is too large for %s; nothing was changed."
              .formatted(packed, made.numpyName()),
          Map.of("value", Double.toString(packed)),
          null);
    }
  }

  private boolean isMissing(double packed) {
    for (double each : missing) {
      if (each == packed) {
        return true;
      }
    }
    return false;
  }

  private static boolean put(ByteBuffer to, short half) {
    to.putShort(half);
    return Float.isFinite(Float.float16ToFloat(half));
  }

  private static boolean put(ByteBuffer to, float single) {
    to.putFloat(single);
    return Float.isFinite(single);
  }

  private static boolean put(ByteBuffer to, double value) {
    to.putDouble(value);
    return Double.isFinite(value);
  }

  /**
   * A fill value as the nearest float of 64 bits; NaN, which is missing anyway, if it is no such
   * number.
   */
  static double number(FillValue fill) {
    return fill.dtype() instanceof DType type && isTaken(type)
        ? next(ByteBuffer.wrap(fill.bytes()).order(ByteOrder.LITTLE_ENDIAN), type)
        : Double.NaN;
  }

  /** Reads a number as the nearest float of 64 bits. */
  private static double next(ByteBuffer from, DType type) {
    return switch (type) {
      case INT8 -> from.get();
      case INT16 -> from.getShort();
      case INT32 -> from.getInt();
      case INT64, LONGLONG -> from.getLong();
      case UINT8 -> Byte.toUnsignedInt(from.get());
      case UINT16 -> Short.toUnsignedInt(from.getShort());
      case UINT32 -> Integer.toUnsignedLong(from.getInt());
      case UINT64, ULONGLONG -> RealNumbers.unsigned(from.getLong());
      case FLOAT16 -> Float.float16ToFloat(from.getShort());
      case FLOAT32 -> from.getFloat();
      case FLOAT64 -> from.getDouble();
      case LONGDOUBLE, COMPLEX64, COMPLEX128, CLONGDOUBLE ->
          throw new IllegalStateException(type.numpyName());
    };
  }
}
