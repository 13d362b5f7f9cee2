package io.hypertile.ndarray;

import static io.hypertile.ndarray.CellLayouts.BYTE;
import static io.hypertile.ndarray.CellLayouts.INT;
import static io.hypertile.ndarray.CellLayouts.LONG;
import static io.hypertile.ndarray.CellLayouts.SHORT;

import java.lang.foreign.MemorySegment;

/** Reads blocks of numbers of one type; a loop per type so that each is compiled for its own. */
final class CellLoad {
  private final DType type;
  private final boolean reversed;
  private final NumberConversion.Carrier carrier;

  /** Reads numbers of a real type, with their bytes reversed if so asked. */
  CellLoad(DType type, boolean reversed) {
    this.type = type;
    this.reversed = reversed;
    this.carrier = NumberConversion.carrier(type);
  }

  NumberConversion.Carrier carrier() {
    return carrier;
  }

  /** Whether wholes are to be taken as unsigned. */
  boolean isUnsigned64() {
    return type == DType.UINT64;
  }

  /** Reads whole numbers, counted from the first. */
  void wholes(MemorySegment from, long first, long[] wholes, int count) {
    long at = first * type.size();
    switch (type) {
      case INT8 -> {
        for (int i = 0; i < count; i++) {
          wholes[i] = from.get(BYTE, at + i);
        }
      }
      case UINT8 -> {
        for (int i = 0; i < count; i++) {
          wholes[i] = from.get(BYTE, at + i) & 0xff;
        }
      }
      case INT16 -> {
        for (int i = 0; i < count; i++) {
          wholes[i] = shortAt(from, at + 2L * i);
        }
      }
      case UINT16 -> {
        for (int i = 0; i < count; i++) {
          wholes[i] = shortAt(from, at + 2L * i) & 0xffff;
        }
      }
      case INT32 -> {
        for (int i = 0; i < count; i++) {
          wholes[i] = intAt(from, at + 4L * i);
        }
      }
      case UINT32 -> {
        for (int i = 0; i < count; i++) {
          wholes[i] = intAt(from, at + 4L * i) & 0xffff_ffffL;
        }
      }
      case INT64, UINT64 -> {
        for (int i = 0; i < count; i++) {
          wholes[i] = longAt(from, at + 8L * i);
        }
      }
      case LONGLONG, ULONGLONG, FLOAT16, FLOAT32, FLOAT64, LONGDOUBLE ->
          throw new IllegalStateException(type + " is no component of whole numbers");
      case COMPLEX64, COMPLEX128, CLONGDOUBLE ->
          throw new IllegalStateException(type + " is no component");
    }
  }

  /** Reads floats, which all are exact as doubles. */
  void reals(MemorySegment from, long first, double[] reals, int count) {
    long at = first * type.size();
    if (type == DType.FLOAT16) {
      for (int i = 0; i < count; i++) {
        reals[i] = Float.float16ToFloat(shortAt(from, at + 2L * i));
      }
    } else if (type == DType.FLOAT32) {
      for (int i = 0; i < count; i++) {
        reals[i] = Float.intBitsToFloat(intAt(from, at + 4L * i));
      }
    } else {
      for (int i = 0; i < count; i++) {
        reals[i] = Double.longBitsToDouble(longAt(from, at + 8L * i));
      }
    }
  }

  X87 extended(MemorySegment from, long index) {
    long at = index * X87.BYTES;
    return reversed ? X87.getReversed(from, at) : X87.get(from, at);
  }

  private short shortAt(MemorySegment from, long at) {
    short value = from.get(SHORT, at);
    return reversed ? Short.reverseBytes(value) : value;
  }

  private int intAt(MemorySegment from, long at) {
    int value = from.get(INT, at);
    return reversed ? Integer.reverseBytes(value) : value;
  }

  private long longAt(MemorySegment from, long at) {
    long value = from.get(LONG, at);
    return reversed ? Long.reverseBytes(value) : value;
  }
}
