package io.hypertile.route;

/** A right that a request needs. */
public sealed interface Need {
  /** No right: callers need not be known. */
  record Nothing() implements Need {}

  /**
   * To be known, whatever the rights; a caller who reads a list is shown the entries that they may
   * see.
   */
  record Known() implements Need {}

  /** A scope of the collection that the address names. */
  record InCollection(Scope scope) implements Need {}

  /** A scope of all collections. */
  record Everywhere(Scope scope) implements Need {}
}
