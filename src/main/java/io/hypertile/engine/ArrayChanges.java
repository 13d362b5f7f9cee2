package io.hypertile.engine;

import io.hypertile.schema.ArrayId;
import java.util.Optional;
import java.util.Set;

/**
 * Changes of the arrays of a collection in a storage that other servers change as well. For one
 * thread at a time.
 */
public interface ArrayChanges {
  /**
   * Ids of the arrays that were made, changed or removed since the look before, by this server or
   * by another; others may be among them. Every change that was done when the look began is
   * included.
   *
   * @return empty where that is not known, as at the first look: then all arrays are to be read
   * @throws io.hypertile.error.ServiceException if the storage does not answer; the next look
   *     includes what this one would have
   */
  Optional<Set<ArrayId>> look();

  /**
   * Marks of the arrays as of the last look, for a later start to begin with; empty if they are not
   * kept.
   */
  default Optional<byte[]> marks() {
    return Optional.empty();
  }

  /**
   * Begins with marks: the next look tells the changes since they were made. Marks that cannot be
   * used are left alone.
   */
  default void resume(byte[] marks) {}
}
