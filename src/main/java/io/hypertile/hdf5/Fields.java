package io.hypertile.hdf5;

import io.hypertile.error.CorruptDataException;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over little-endian fields of one structure in a file. Every step is checked against the
 * structure's end, and failures name the place in the file. For one thread.
 */
public final class Fields {
  /** Value of an address field that points nowhere. */
  public static final long UNDEFINED = -1;

  private final MetadataReader file;
  private final String object;
  private final byte[] bytes;
  private final long position;
  private final int end;
  private int at;

  Fields(MetadataReader file, String object, byte[] bytes, long position) {
    this(file, object, bytes, position, 0, bytes.length);
  }

  private Fields(MetadataReader file, String object, byte[] bytes, long position, int at, int end) {
    this.file = file;
    this.object = object;
    this.bytes = bytes;
    this.position = position;
    this.at = at;
    this.end = end;
  }

  /** Position in the file of the next field. */
  public long position() {
    return position + at;
  }

  int remaining() {
    return end - at;
  }

  public int u8() {
    require(1);
    return bytes[at++] & 0xff;
  }

  int u16() {
    return u8() | u8() << 8;
  }

  public long u32() {
    return u16() | (long) u16() << 16;
  }

  long i64() {
    return u32() | u32() << 32;
  }

  /** A little-endian number of 1 to 8 bytes that must not be negative. */
  public long unsigned(int width) {
    require(width);
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (bytes[at++] & 0xffL) << (8 * i);
    }
    if (value < 0) {
      throw corrupt("a length of 2^63 or more");
    }
    return value;
  }

  /** An 8-byte length. */
  long length() {
    return unsigned(8);
  }

  /** An 8-byte address as a position in the file; {@link #UNDEFINED} when it points nowhere. */
  long address() {
    long value = i64();
    if (value == UNDEFINED) {
      return UNDEFINED;
    }
    long absolute = file.base() + value;
    if (value < 0 || absolute < 0) {
      throw corrupt("an address of 2^63 or more");
    }
    return absolute;
  }

  /** An address that must point somewhere. */
  long definedAddress() {
    long address = address();
    if (address == UNDEFINED) {
      throw corrupt("an address is missing");
    }
    return address;
  }

  public void skip(int count) {
    require(count);
    at += count;
  }

  byte[] bytes(int count) {
    require(count);
    byte[] taken = new byte[count];
    System.arraycopy(bytes, at, taken, 0, count);
    at += count;
    return taken;
  }

  /** The next bytes as a structure of its own. */
  Fields slice(int count) {
    require(count);
    Fields part = new Fields(file, object, bytes, position, at, at + count);
    at += count;
    return part;
  }

  /** Text up to a NUL, which is skipped. */
  String text() {
    int stop = at;
    while (stop < end && bytes[stop] != 0) {
      stop++;
    }
    if (stop == end) {
      throw corrupt("a text has no end");
    }
    String text = new String(bytes, at, stop - at, StandardCharsets.UTF_8);
    at = stop + 1;
    return text;
  }

  /** Throws unless the next bytes are the signature, which is skipped. */
  void expect(String signature) {
    for (int i = 0; i < signature.length(); i++) {
      if (u8() != signature.charAt(i)) {
        throw corrupt("not the signature " + signature);
      }
    }
  }

  CorruptDataException corrupt(String reason) {
    return file.source().corrupt(object, position(), reason);
  }

  private void require(int count) {
    if (count < 0 || count > end - at) {
      throw corrupt("cut short: " + count + " bytes wanted, " + (end - at) + " left");
    }
  }
}
