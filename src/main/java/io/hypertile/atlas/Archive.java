package io.hypertile.atlas;

import io.hypertile.error.CorruptDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An archive of rkyv 0.8 as ATLAS writes it: little endian, pointers of 64 bits relative to where
 * they stand, the root at the end. Every step is checked against the archive's bounds, and all
 * steps together against its length, so that parts that overlap cannot multiply it. For one thread.
 */
final class Archive {
  private static final int INLINE_TEXT = 16;
  private static final int OUT_OF_LINE = 0x80;
  private static final int FORM = 0xc0;

  /** Each part is read a few times at most. */
  private static final long READS = 16;

  private final StoreFile file;
  private final long start;
  private final ByteBuffer bytes;
  private long left;

  /**
   * An archive.
   *
   * @param start its place in the file
   */
  Archive(StoreFile file, long start, byte[] bytes) {
    this.file = file;
    this.start = start;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.left = READS * bytes.length + 4096;
  }

  /** Elements of a vector. */
  record Vector(int first, int count, int size) {
    int at(int index) {
      return first + index * size;
    }
  }

  int length() {
    return bytes.capacity();
  }

  int u8(int at) {
    require(at, 1);
    return bytes.get(at) & 0xff;
  }

  int u16(int at) {
    require(at, 2);
    return bytes.getShort(at) & 0xffff;
  }

  long u32(int at) {
    require(at, 4);
    return bytes.getInt(at) & 0xffffffffL;
  }

  long i64(int at) {
    require(at, 8);
    return bytes.getLong(at);
  }

  double f64(int at) {
    require(at, 8);
    return bytes.getDouble(at);
  }

  float f32(int at) {
    require(at, 4);
    return bytes.getFloat(at);
  }

  /** A length or place in the file, which is never negative. */
  long length(int at) {
    long value = i64(at);
    if (value < 0) {
      throw corrupt(at, "a length of 2^63 or more");
    }
    return value;
  }

  /**
   * The vector whose pointer and length stand at a place.
   *
   * @param size bytes of an element
   */
  Vector vector(int at, int size) {
    long first = at + i64(at);
    long count = i64(at + 8);
    if (count < 0 || count > length() / size) {
      throw corrupt(at, "a list of " + count + " elements");
    }
    if (count == 0) {
      return new Vector(0, 0, size);
    }
    spend(at, count * size);
    require(first, count * size);
    return new Vector((int) first, (int) count, size);
  }

  /** A text: up to 16 bytes in its place, longer ones elsewhere. */
  String text(int at) {
    require(at, INLINE_TEXT);
    if ((bytes.get(at) & FORM) == OUT_OF_LINE) {
      long packed = i64(at);
      long length = packed & 0x3f | packed >>> 8 << 6;
      long first = at + i64(at + 8);
      require(first, length);
      spend(at, length);
      return decode((int) first, (int) length);
    }
    int length = INLINE_TEXT;
    while (length > 0 && bytes.get(at + length - 1) == (byte) 0xff) {
      length--;
    }
    return decode(at, length);
  }

  /** Bytes of a vector of bytes. */
  byte[] bytes(int at) {
    Vector vector = vector(at, 1);
    byte[] taken = new byte[vector.count()];
    bytes.get(vector.first(), taken);
    return taken;
  }

  private String decode(int first, int length) {
    byte[] text = new byte[length];
    bytes.get(first, text);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (java.nio.charset.CharacterCodingException e) {
      throw corrupt(first, "a text that is not UTF-8");
    }
  }

  /** Counts what is read, which an honest archive has once. */
  private void spend(int at, long count) {
    left -= count;
    if (left < 0) {
      throw corrupt(at, "parts of the footer overlap");
    }
  }

  private void require(long at, long count) {
    if (at < 0 || count < 0 || count > length() || at > length() - count) {
      throw corrupt(Math.clamp(at, 0, length()), "a pointer leads out of the footer");
    }
  }

  CorruptDataException corrupt(long at, String reason) {
    return file.corrupt("footer", start + at, reason);
  }
}
