package io.hypertile.store;

/** How far a listing goes down. */
public enum Depth {
  /** Objects directly below the prefix, and the prefixes of those further down. */
  CHILDREN,

  /** All objects below the prefix. */
  ALL
}
