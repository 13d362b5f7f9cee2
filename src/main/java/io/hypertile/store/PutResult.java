package io.hypertile.store;

import java.util.Optional;

/** Outcome of putting an object. */
public sealed interface PutResult {
  /**
   * The object is stored, durably.
   *
   * @param version its state now
   */
  record Stored(ObjectVersion version) implements PutResult {}

  /**
   * The condition did not hold; nothing changed.
   *
   * @param found the state that the object is in, where the store says and there is one
   */
  record Refused(Optional<ObjectVersion> found) implements PutResult {}

  /**
   * The store gave no answer that tells whether the object was stored. Reading the object back
   * tells, if its bytes carry a name of the write; trying again does not, as the condition may fail
   * because of the first try.
   *
   * @param cause the failure, for the log
   */
  record Unknown(Exception cause) implements PutResult {}
}
