package io.hypertile.hdf5.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Little-endian fields one after the other. For one thread. */
public final class FieldWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  FieldWriter u8(int value) {
    bytes.write(value);
    return this;
  }

  public FieldWriter u16(int value) {
    return u8(value).u8(value >> 8);
  }

  public FieldWriter u32(long value) {
    return u16((int) value).u16((int) (value >> 16));
  }

  public FieldWriter u64(long value) {
    return u32(value).u32(value >> 32);
  }

  FieldWriter text(String ascii) {
    return bytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  FieldWriter bytes(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  FieldWriter zeros(int count) {
    bytes.writeBytes(new byte[count]);
    return this;
  }

  /** Zeros up to a size. */
  FieldWriter padTo(int size) {
    return zeros(size - bytes.size());
  }

  /** Zeros up to a multiple of 8. */
  FieldWriter align() {
    return zeros(-bytes.size() & 7);
  }

  int size() {
    return bytes.size();
  }

  public byte[] toBytes() {
    return bytes.toByteArray();
  }
}
