package io.hypertile.ndarray;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Cells for tests: all bit patterns that text can carry, so one NaN and no padding. */
public final class RandomCells {
  private RandomCells() {}

  /** Cells of a dtype, little endian; about half of them small whole numbers or special values. */
  public static byte[] of(DType dtype, long cells, Random random) {
    int parts = dtype.size() / dtype.componentSize();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(cells * dtype.size())).order(ByteOrder.LITTLE_ENDIAN);
    for (long part = 0; part < cells * parts; part++) {
      put(NumberConversion.component(dtype), bytes, random);
    }
    return bytes.array();
  }

  private static void put(DType part, ByteBuffer bytes, Random random) {
    int choice = random.nextInt(8);
    double plain = choice == 0 ? -0.0 : choice == 1 ? special(random) : random.nextInt(-9, 250);
    boolean bits = choice > 4;
    switch (part) {
      case INT8, UINT8 -> bytes.put((byte) random.nextInt());
      case INT16, UINT16 -> bytes.putShort((short) (bits ? random.nextInt() : (int) plain));
      case INT32, UINT32 -> bytes.putInt(bits ? random.nextInt() : (int) plain);
      case INT64, UINT64 -> bytes.putLong(bits ? wide(random) : (long) plain);
      case FLOAT16 -> {
        short half = bits ? (short) random.nextInt() : Float.floatToFloat16((float) plain);
        bytes.putShort(Float.isNaN(Float.float16ToFloat(half)) ? (short) 0x7e00 : half);
      }
      case FLOAT32 -> {
        float value = bits ? Float.intBitsToFloat(random.nextInt()) : (float) plain;
        bytes.putInt(Float.floatToIntBits(value));
      }
      case FLOAT64 -> {
        double value = bits ? Double.longBitsToDouble(random.nextLong()) : plain;
        bytes.putLong(Double.doubleToLongBits(value));
      }
      case LONGDOUBLE -> {
        X87 value = bits ? extended(random) : X87.of(plain);
        bytes.putLong(value.significand()).putLong(value.signExponent());
      }
      case LONGLONG, ULONGLONG, COMPLEX64, COMPLEX128, CLONGDOUBLE ->
          throw new IllegalArgumentException(part + " is no component");
    }
  }

  private static long wide(Random random) {
    return random.nextLong() >>> random.nextInt(64) << random.nextInt(8);
  }

  private static double special(Random random) {
    double[] values = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      0.1,
      -2.5,
      127,
      128,
      255,
      65504
    };
    return values[random.nextInt(values.length)];
  }

  private static X87 extended(Random random) {
    int spread = random.nextBoolean() ? 80 : 16000;
    int exponent = 16383 + random.nextInt(-spread, spread);
    int sign = random.nextBoolean() ? 0x8000 : 0;
    return random.nextInt(10) == 0
        ? new X87(random.nextLong() >>> 1, sign)
        : new X87(random.nextLong() | 1L << 63, sign | exponent);
  }
}
