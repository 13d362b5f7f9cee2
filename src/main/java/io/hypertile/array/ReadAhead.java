package io.hypertile.array;

/**
 * Advice of a reader on the amount to read at a time, and the distance to read ahead of the
 * consumer of the cells. A disk answers small reads quickly; a remote store takes as long for a
 * kilobyte as for a megabyte, and serves several reads at once.
 *
 * @param slabBytes bytes that a read should have at least, where the result has so many; 0 where
 *     small reads cost little
 * @param depth reads that may be under way at a time, at least 1
 */
public record ReadAhead(long slabBytes, int depth) {
  /** Advice of readers of local files: reads of any size, one ahead. */
  public static final ReadAhead LOCAL = new ReadAhead(0, 1);

  public ReadAhead {
    if (slabBytes < 0 || depth < 1) {
      throw new IllegalArgumentException(slabBytes + " bytes, " + depth + " deep");
    }
  }
}
