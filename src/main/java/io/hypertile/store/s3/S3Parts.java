package io.hypertile.store.s3;

/**
 * Sizes of puts in parts.
 *
 * @param least bytes of an object that goes in parts
 * @param part bytes of a part; the last one has what is left
 * @param atOnce parts that are under way
 */
record S3Parts(long least, long part, int atOnce) {
  /** Objects above 64 MiB in parts of 32 MiB, four at a time: one connection is slow for them. */
  static final S3Parts USUAL = new S3Parts(64L << 20, 32L << 20, 4);

  /** Most parts that an object has. */
  private static final int MOST = 10_000;

  /** Bytes of a part of an object of a size. */
  long of(long size) {
    return Math.max(part, Math.ceilDiv(size, MOST));
  }
}
