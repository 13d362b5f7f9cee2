package io.hypertile.filter;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value as bytes whose unsigned order is the order of the values of its type. Immutable.
 *
 * @see Keys
 */
public final class Key implements Comparable<Key> {
  private final byte[] bytes;

  private Key(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The key of the bytes, which are the key's from now on. */
  public static Key of(byte[] bytes) {
    return new Key(bytes);
  }

  /** The bytes, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int compareTo(Key other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Key key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return java.util.HexFormat.of().formatHex(bytes);
  }
}
