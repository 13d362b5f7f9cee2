package io.hypertile.store;

/** A change of one object in a commit. */
public sealed interface KeyChange {
  /** The object. */
  StoreKey key();

  /**
   * It is put in place of what there is.
   *
   * @param body its bytes
   */
  record Put(StoreKey key, StagedObject body) implements KeyChange {}

  /** It is removed, if it is there. */
  record Remove(StoreKey key) implements KeyChange {}
}
