package io.hypertile.hdf5;

/** Bob Jenkins's public-domain {@code lookup3} hash, HDF5's checksum of version-2 metadata. */
public final class Lookup3 {
  private Lookup3() {}

  /** The 32-bit hash of the bytes with the seed 0. */
  public static int hash(byte[] key) {
    return hash(key, key.length);
  }

  /** The 32-bit hash of the first bytes with the seed 0. */
  public static int hash(byte[] key, int length) {
    int a = 0xdeadbeef + length;
    int b = a;
    int c = a;
    int at = 0;
    for (; length - at > 12; at += 12) {
      a += word(key, at, length);
      b += word(key, at + 4, length);
      c += word(key, at + 8, length);
      a = (a - c) ^ Integer.rotateLeft(c, 4);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 6);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 8);
      b += a;
      a = (a - c) ^ Integer.rotateLeft(c, 16);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 19);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 4);
      b += a;
    }
    if (at == length) {
      return c;
    }
    a += word(key, at, length);
    b += word(key, at + 4, length);
    c += word(key, at + 8, length);
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    c = (c ^ b) - Integer.rotateLeft(b, 24);
    return c;
  }

  private static int word(byte[] key, int at, int length) {
    int word = 0;
    for (int i = 0; i < 4 && at + i < length; i++) {
      word |= (key[at + i] & 0xff) << (8 * i);
    }
    return word;
  }
}
