package io.hypertile.store;

/** Condition on an object at the moment in which it is replaced. */
public sealed interface Condition {
  /** Holds for any state, absence included. */
  Condition ALWAYS = new Always();

  /** No object of the key. */
  Condition ABSENT = new Absent();

  /** Nothing. */
  record Always() implements Condition {}

  /** There is no object of the key. */
  record Absent() implements Condition {}

  /**
   * The object is in a state.
   *
   * @param version that state
   */
  record At(ObjectVersion version) implements Condition {}
}
