package io.hypertile.dataset.segment;

import org.jspecify.annotations.Nullable;

/** Knowledge of an object, of an array or of a dataset. */
public sealed interface ItemValue {
  /**
   * The last change of a dataset or of an array.
   *
   * @param epoch number of the state that the change made
   * @param isFresh whether nothing older belongs to it any more
   */
  record Changed(long epoch, boolean isFresh) implements ItemValue {}

  /**
   * Bytes of an object.
   *
   * @param segment number of the segment, given when it was opened
   * @param offset of the first byte in the segment
   * @param length number of bytes
   * @param crc CRC-32 of the bytes, as in the ZIP
   * @param note kept for the writer; null if there is none. Must not be changed
   */
  record Place(int segment, long offset, long length, int crc, byte @Nullable [] note)
      implements ItemValue {}

  /** There is no such object any more; of a dataset or an array, nothing of it. */
  record Removed() implements ItemValue {}
}
