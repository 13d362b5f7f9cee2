package io.hypertile.partition.index.parquet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads structures in Thrift's compact protocol. Everything is taken from bytes that are there, so
 * that a length that is too long is a fault and no allocation.
 */
final class ThriftReader {
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int BYTE = 3;
  private static final int I16 = 4;
  private static final int I64 = 6;
  private static final int DOUBLE = 7;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int SET = 10;
  private static final int MAP = 11;
  private static final int STRUCT = 12;
  private static final int DEEPEST = 16;
  private static final int LONGEST_VARINT = 10;

  private final ByteBuffer bytes;
  private int depth;
  private int type;

  ThriftReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Takes a field of a structure. */
  @FunctionalInterface
  interface Fields {
    /**
     * Reads the field with one call of the reader, or leaves it, and it is passed over.
     *
     * @param number of the field
     */
    void take(int number) throws ParquetFault;
  }

  /** Reads the fields of a structure. */
  void struct(Fields fields) throws ParquetFault {
    if (++depth > DEEPEST) {
      throw new ParquetFault("structures are nested too deep");
    }
    int number = 0;
    int head = next();
    while (head != 0) {
      int delta = head >> 4 & 0xf;
      number = delta == 0 ? (int) zigzag() : number + delta;
      type = head & 0xf;
      fields.take(number);
      if (type != 0) {
        skip(type);
      }
      head = next();
    }
    depth--;
    type = 0;
  }

  /** Reads the structure of the field that was begun; another value is a fault. */
  void inner(Fields fields) throws ParquetFault {
    require(type == STRUCT);
    struct(fields);
  }

  /** Reads a list of structures, each with one call of the reader's {@link #struct}. */
  int listSize() throws ParquetFault {
    require(type == LIST);
    type = 0;
    int head = next();
    require((head & 0xf) == STRUCT);
    return size(head);
  }

  private int size(int head) throws ParquetFault {
    int small = head >> 4 & 0xf;
    long size = small == 0xf ? varint() : small;
    if (size < 0 || size > bytes.remaining()) {
      throw new ParquetFault("a list is longer than the bytes");
    }
    return (int) size;
  }

  boolean truth() throws ParquetFault {
    require(type == TRUE || type == FALSE);
    boolean value = type == TRUE;
    type = 0;
    return value;
  }

  /** A number of any width. */
  long number() throws ParquetFault {
    require(type >= BYTE && type <= I64);
    boolean isByte = type == BYTE;
    type = 0;
    return isByte ? (byte) next() : zigzag();
  }

  byte[] bytes() throws ParquetFault {
    require(type == BINARY);
    type = 0;
    long size = varint();
    if (size < 0 || size > bytes.remaining()) {
      throw new ParquetFault("a text is longer than the bytes");
    }
    byte[] value = new byte[(int) size];
    bytes.get(value);
    return value;
  }

  String text() throws ParquetFault {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  private static void require(boolean isExpected) throws ParquetFault {
    if (!isExpected) {
      throw new ParquetFault("a field has another type than the format says");
    }
  }

  private void skip(int kind) throws ParquetFault {
    type = 0;
    switch (kind) {
      case TRUE, FALSE -> {}
      case BYTE -> next();
      case I16, I16 + 1, I64 -> varint();
      case DOUBLE -> skipBytes(Double.BYTES);
      case BINARY -> skipBytes(varint());
      case LIST, SET -> skipItems();
      case MAP -> skipMap();
      case STRUCT -> struct(number -> {});
      default -> throw new ParquetFault("a field has a type that there is not");
    }
  }

  private void skipItems() throws ParquetFault {
    int head = next();
    int size = size(head);
    for (int i = 0; i < size; i++) {
      skipItem(head & 0xf);
    }
  }

  private void skipMap() throws ParquetFault {
    long size = varint();
    if (size == 0) {
      return;
    }
    int types = next();
    if (size < 0 || size > bytes.remaining()) {
      throw new ParquetFault("a map is longer than the bytes");
    }
    for (long i = 0; i < size; i++) {
      skipItem(types >> 4 & 0xf);
      skipItem(types & 0xf);
    }
  }

  /** Truth values have a byte of their own in lists and maps. */
  private void skipItem(int kind) throws ParquetFault {
    if (++depth > DEEPEST) {
      throw new ParquetFault("structures are nested too deep");
    }
    skip(kind == TRUE || kind == FALSE ? BYTE : kind);
    depth--;
  }

  private void skipBytes(long count) throws ParquetFault {
    if (count < 0 || count > bytes.remaining()) {
      throw new ParquetFault("a value is longer than the bytes");
    }
    bytes.position(bytes.position() + (int) count);
  }

  private long zigzag() throws ParquetFault {
    long value = varint();
    return value >>> 1 ^ -(value & 1);
  }

  private long varint() throws ParquetFault {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      int part = next();
      value |= (part & 0x7fL) << 7 * i;
      if (part < 0x80) {
        return value;
      }
    }
    throw new ParquetFault("a number has too many bytes");
  }

  private int next() throws ParquetFault {
    try {
      return bytes.get() & 0xff;
    } catch (BufferUnderflowException e) {
      throw new ParquetFault("the bytes end within a structure", e);
    }
  }
}
