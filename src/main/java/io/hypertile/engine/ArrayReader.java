package io.hypertile.engine;

import io.hypertile.array.CellReader;
import io.hypertile.array.Version;

/**
 * One array of a collection at one moment, with its attributes as they were then. Used by one
 * thread at a time; must be closed.
 */
public interface ArrayReader extends CellReader {
  /** The array as it was when the reader was opened. */
  StoredArray array();

  @Override
  default Version version() {
    return array().version();
  }
}
