package io.hypertile.store.commit;

import java.util.Optional;

/** Place of the bytes of an object of a state. */
sealed interface Entry {
  /**
   * They were put by a write.
   *
   * @param id the write
   * @param size number of bytes
   * @param own the bytes, not to be changed, where they are in the ref itself
   */
  record Put(WriteId id, long size, Optional<byte[]> own) implements Entry {
    /** An object whose bytes lie under a name of their own. */
    Put(WriteId id, long size) {
      this(id, size, Optional.empty());
    }
  }

  /** There are none, whatever lies under the key itself. */
  record Removed() implements Entry {}

  /** There are none. */
  Entry REMOVED = new Removed();
}
