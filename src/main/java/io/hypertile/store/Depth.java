package io.hypertile.store;

/** Depth of a listing. */
public enum Depth {
  /** Objects directly below the prefix, and the prefixes of those further down. */
  CHILDREN,

  /** All objects below the prefix. */
  ALL
}
