package io.hypertile.store;

import java.util.Optional;

/** Bytes that wait for a commit of the {@link Revisions} that took them. */
public interface StagedObject extends AutoCloseable {
  /** Number of bytes. */
  long size();

  /**
   * The version that the object has if the commit that took it is made; empty before, and where the
   * store does not tell it without a look at the object.
   */
  default Optional<ObjectVersion> version() {
    return Optional.empty();
  }

  /** Gives the bytes up, unless a commit has taken them. */
  @Override
  void close();
}
