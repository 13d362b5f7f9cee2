package io.hypertile.hdf5.image;

import io.hypertile.ndarray.DType;

/** Datatype messages, byte for byte as h5py writes them. */
public final class DatatypeImage {
  private static final int INTEGER = 0x10;
  private static final int FLOAT = 0x11;
  private static final int STRING = 0x13;
  private static final int COMPOUND = 0x16;
  private static final int SIGNED = 0x08;
  private static final int IMPLIED_LEADING_BIT = 0x20;
  private static final int NUL_PADDED = 0x01;
  private static final int UTF_8 = 0x10;

  private DatatypeImage() {}

  /** The message of cells of a dtype. */
  public static byte[] of(DType dtype) {
    FieldWriter out = new FieldWriter();
    switch (dtype.kind()) {
      case SIGNED -> integer(out, dtype.size(), SIGNED);
      case UNSIGNED -> integer(out, dtype.size(), 0);
      case FLOAT -> floating(out, dtype.size());
      case COMPLEX -> complex(out, dtype.size());
    }
    return out.align().toBytes();
  }

  /**
   * The message of a text.
   *
   * @param capacity bytes of its room
   * @param isAscii whether no byte of it is above 127
   */
  public static byte[] text(int capacity, boolean isAscii) {
    return new FieldWriter()
        .u8(STRING)
        .u8(isAscii ? NUL_PADDED : NUL_PADDED | UTF_8)
        .zeros(2)
        .u32(capacity)
        .toBytes();
  }

  private static void integer(FieldWriter out, int size, int sign) {
    out.u8(INTEGER).u8(sign).zeros(2).u32(size).u16(0).u16(8 * size);
  }

  private static void floating(FieldWriter out, int size) {
    if (size == 16) {
      extended(out);
      return;
    }
    int exponentSize = size == 2 ? 5 : size == 4 ? 8 : 11;
    int mantissaSize = 8 * size - 1 - exponentSize;
    out.u8(FLOAT).u8(IMPLIED_LEADING_BIT).u8(8 * size - 1).u8(0).u32(size);
    out.u16(0).u16(8 * size).u8(mantissaSize).u8(exponentSize).u8(0).u8(mantissaSize);
    out.u32((1L << exponentSize - 1) - 1);
  }

  /** The x87's 80 bits in 16 bytes. */
  private static void extended(FieldWriter out) {
    out.u8(FLOAT).u8(0).u8(79).u8(0).u32(16);
    out.u16(0).u16(80).u8(64).u8(15).u8(0).u8(64).u32(16383);
  }

  private static void complex(FieldWriter out, int size) {
    out.u8(COMPOUND).u16(2).u8(0).u32(size);
    member(out, 'r', 0, size / 2);
    member(out, 'i', size / 2, size / 2);
  }

  private static void member(FieldWriter out, char name, int offset, int size) {
    int noArray = 1 + 3 + 4 + 4 + 16;
    out.u8(name).zeros(7).u32(offset).zeros(noArray);
    floating(out, size);
  }
}
