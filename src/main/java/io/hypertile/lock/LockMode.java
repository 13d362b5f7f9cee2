package io.hypertile.lock;

/** Kinds of locks. */
public enum LockMode {
  /** Held by any number at a time. */
  READ,
  /** Held by one alone. */
  WRITE
}
