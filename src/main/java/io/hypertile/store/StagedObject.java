package io.hypertile.store;

/** Bytes that wait for a commit of the {@link Revisions} that took them. */
public interface StagedObject extends AutoCloseable {
  /** Number of bytes. */
  long size();

  /** Gives the bytes up, unless a commit has taken them. */
  @Override
  void close();
}
