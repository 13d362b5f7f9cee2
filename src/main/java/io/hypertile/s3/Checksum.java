package io.hypertile.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Sums of bytes that clients send beside them. */
public enum Checksum {
  CRC32("crc32"),
  CRC32C("crc32c"),
  CRC64NVME("crc64nvme"),
  SHA1("sha1"),
  SHA256("sha256"),
  MD5("md5");

  private static final String PREFIX = "x-amz-checksum-";

  private final String text;

  Checksum(String text) {
    this.text = text;
  }

  /** The header or trailer that has it; that of the oldest has a name of its own. */
  public String header() {
    return this == MD5 ? "content-md5" : PREFIX + text;
  }

  /** The sum of the name of a header or trailer; empty for any other name. */
  public static Optional<Checksum> ofHeader(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    for (Checksum each : values()) {
      if (each.header().equals(lower)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Sums up bytes. For one thread. */
  public interface Sum {
    /** Takes the next bytes. */
    void add(byte[] bytes, int offset, int length);

    /** The sum of all bytes so far, once. */
    byte[] value();
  }

  /** A sum of no bytes yet. */
  public Sum begin() {
    return switch (this) {
      case CRC32 -> of(new CRC32());
      case CRC32C -> of(new CRC32C());
      case CRC64NVME -> new Crc64();
      case SHA1 -> of("SHA-1");
      case SHA256 -> of("SHA-256");
      case MD5 -> of("MD5");
    };
  }

  private static Sum of(java.util.zip.Checksum sum) {
    return new Sum() {
      @Override
      public void add(byte[] bytes, int offset, int length) {
        sum.update(bytes, offset, length);
      }

      @Override
      public byte[] value() {
        return ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array();
      }
    };
  }

  private static Sum of(String algorithm) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    return new Sum() {
      @Override
      public void add(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
      }

      @Override
      public byte[] value() {
        return digest.digest();
      }
    };
  }

  /** The cyclic code of 64 bits that NVM Express names: reflected, with all bits inverted. */
  private static final class Crc64 implements Sum {
    private static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;
    private static final long[] TABLE = table();

    private long state = -1;

    private static long[] table() {
      long[] table = new long[256];
      for (int n = 0; n < table.length; n++) {
        long value = n;
        for (int bit = 0; bit < Byte.SIZE; bit++) {
          value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ POLYNOMIAL;
        }
        table[n] = value;
      }
      return table;
    }

    @Override
    public void add(byte[] bytes, int offset, int length) {
      for (int at = offset; at < offset + length; at++) {
        state = TABLE[(int) (state ^ bytes[at]) & 0xff] ^ state >>> Byte.SIZE;
      }
    }

    @Override
    public byte[] value() {
      return ByteBuffer.allocate(Long.BYTES).putLong(~state).array();
    }
  }
}
