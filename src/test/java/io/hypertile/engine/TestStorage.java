package io.hypertile.engine;

/** A storage under test: both halves of the SPI over one root. */
public interface TestStorage extends AutoCloseable {
  /** The collections. */
  CollectionStore collections();

  /** The arrays. */
  ArrayEngine arrays();

  /**
   * Whether changes of several chunks of an array, asked for at once and without a condition, may
   * be one change with one version.
   */
  default boolean commitsTogether() {
    return false;
  }

  @Override
  void close();
}
