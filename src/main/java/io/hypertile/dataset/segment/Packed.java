package io.hypertile.dataset.segment;

import java.util.Arrays;

/** Bytes being put together: numbers of any size in as few bytes as they need. For one thread. */
final class Packed {
  private byte[] bytes;
  private int size;

  Packed(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.addExact(size, Math.max(more, size / 2 + 64)));
    }
  }

  void putByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** Adds a number that is not negative, seven bits a byte, the last ones first. */
  void putNumber(long value) {
    reserve(10);
    long rest = value;
    while (rest >= 0x80) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void putInt(int value) {
    reserve(4);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  void put(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  /** Adds bytes behind their number. */
  void putText(byte[] text) {
    putNumber(text.length);
    put(text, 0, text.length);
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void clear() {
    size = 0;
  }
}
