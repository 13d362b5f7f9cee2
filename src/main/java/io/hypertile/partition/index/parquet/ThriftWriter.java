package io.hypertile.partition.index.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes structures in Thrift's compact protocol. Fields come in the order of their numbers. */
final class ThriftWriter {
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int BYTE = 3;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;
  private static final int LARGEST_DELTA = 15;
  private static final int SHORT_LIST = 14;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Deque<Integer> before = new ArrayDeque<>();
  private int last;

  private void field(int number, int type) {
    int delta = number - last;
    if (delta <= 0 || delta > LARGEST_DELTA) {
      throw new IllegalStateException("field " + number + " behind " + last);
    }
    out.write(delta << 4 | type);
    last = number;
  }

  ThriftWriter truth(int number, boolean value) {
    field(number, value ? TRUE : FALSE);
    return this;
  }

  /** A number of 8 bits. */
  ThriftWriter int8(int number, int value) {
    field(number, BYTE);
    out.write(value);
    return this;
  }

  ThriftWriter int32(int number, int value) {
    field(number, I32);
    zigzag(value);
    return this;
  }

  ThriftWriter int64(int number, long value) {
    field(number, I64);
    zigzag(value);
    return this;
  }

  ThriftWriter text(int number, String value) {
    return bytes(number, value.getBytes(StandardCharsets.UTF_8));
  }

  ThriftWriter bytes(int number, byte[] value) {
    field(number, BINARY);
    item(value);
    return this;
  }

  /** Eight bytes of a number, little endian, as statistics have them. */
  ThriftWriter fixed64(int number, long bits) {
    byte[] bytes = new byte[Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(bits);
    return bytes(number, bytes);
  }

  private void item(byte[] value) {
    varint(value.length);
    out.writeBytes(value);
  }

  /** Begins a structure in a field; {@link #end} ends it. */
  ThriftWriter struct(int number) {
    field(number, STRUCT);
    return item();
  }

  /** Begins a structure that is an item of a list; {@link #end} ends it. */
  ThriftWriter item() {
    before.push(last);
    last = 0;
    return this;
  }

  ThriftWriter end() {
    out.write(0);
    last = before.pop();
    return this;
  }

  /** A structure without fields. */
  ThriftWriter empty(int number) {
    return struct(number).end();
  }

  /** Begins a list of structures, whose items follow. */
  ThriftWriter structs(int number, int size) {
    return list(number, STRUCT, size);
  }

  ThriftWriter ints(int number, int... values) {
    list(number, I32, values.length);
    for (int value : values) {
      zigzag(value);
    }
    return this;
  }

  /** A list of one text. */
  ThriftWriter texts(int number, String only) {
    list(number, BINARY, 1);
    item(only.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private ThriftWriter list(int number, int type, int size) {
    field(number, LIST);
    if (size <= SHORT_LIST) {
      out.write(size << 4 | type);
    } else {
      out.write(0xf0 | type);
      varint(size);
    }
    return this;
  }

  private void zigzag(long value) {
    varint(value << 1 ^ value >> Long.SIZE - 1);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** The bytes of the structure at the top, which this ends. */
  byte[] finish() {
    out.write(0);
    return out.toByteArray();
  }
}
