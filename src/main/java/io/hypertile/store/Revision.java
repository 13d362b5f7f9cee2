package io.hypertile.store;

import java.util.Optional;

/**
 * A state of the objects that change as one with a head. It stays readable as it was, whatever is
 * committed, until it is closed. Any thread may read; one closes it, when no read is under way.
 */
public interface Revision extends ReadableObjects, AutoCloseable {
  /** The object whose version stands for all. */
  StoreKey head();

  /**
   * Version of the head, and so of the state; empty if there is no head. States of one head that
   * differ never share it, as far as they were made by commits.
   */
  Optional<ObjectVersion> version();

  /** Whether there are objects beside the head; empty where only a list of the store tells. */
  default Optional<Boolean> hasOthers() {
    return Optional.empty();
  }

  @Override
  void close();
}
