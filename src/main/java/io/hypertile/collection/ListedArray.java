package io.hypertile.collection;

import io.hypertile.engine.StoredArray;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import java.util.Optional;

/** An array in a list. */
public sealed interface ListedArray {
  /** The header with the attributes; empty if they could not be read. */
  Optional<ArrayHeader> header();

  /** An array that could be read. */
  record Readable(StoredArray array) implements ListedArray {
    @Override
    public Optional<ArrayHeader> header() {
      return Optional.of(array.header());
    }
  }

  /**
   * An array that could not: its file is damaged, or another request keeps it locked.
   *
   * @param header its attributes, where it is the cells alone that cannot be read
   */
  record Unreadable(ArrayId id, ServiceException failure, Optional<ArrayHeader> header)
      implements ListedArray {}
}
