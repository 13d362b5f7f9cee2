package io.hypertile.store;

import java.util.Optional;

/** Outcome of reading ranges of an object. */
public sealed interface ReadResult {
  /**
   * All pieces hold their bytes, all of one state.
   *
   * @param version that state
   * @param size bytes that the object has in all
   */
  record Read(ObjectVersion version, long size) implements ReadResult {}

  /** There is no object of the key. The pieces hold anything. */
  record Absent() implements ReadResult {}

  /**
   * The object is in another state than the one asked for. The pieces hold anything.
   *
   * @param found the state it is in, where the store says
   */
  record Changed(Optional<ObjectVersion> found) implements ReadResult {}

  /**
   * The object does not have all the bytes asked for. The pieces hold anything.
   *
   * @param size bytes that it has
   */
  record TooShort(long size) implements ReadResult {}
}
