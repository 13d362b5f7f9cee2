package io.hypertile.engine;

/** A storage under test: both halves of the SPI over one root. */
public interface TestStorage extends AutoCloseable {
  /** The collections. */
  CollectionStore collections();

  /** The arrays. */
  ArrayEngine arrays();

  @Override
  void close();
}
