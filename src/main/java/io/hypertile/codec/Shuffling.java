package io.hypertile.codec;

/** Reordering of bytes in front of a compressor of Blosc, by the number that Blosc has for it. */
public enum Shuffling {
  /** Bytes as they are. */
  NONE,

  /** First bytes of all elements, then second bytes, and so on. */
  BYTES,

  /** First bits of all elements, then second bits, and so on. */
  BITS
}
