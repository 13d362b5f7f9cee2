package io.hypertile.store.commit;

/** Place of the bytes of an object of a state. */
sealed interface Entry {
  /**
   * They were put by a write.
   *
   * @param id the write
   * @param size number of bytes
   */
  record Put(WriteId id, long size) implements Entry {}

  /** There are none, whatever lies under the key itself. */
  record Removed() implements Entry {}

  /** There are none. */
  Entry REMOVED = new Removed();
}
