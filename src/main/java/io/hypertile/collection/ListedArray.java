package io.hypertile.collection;

import io.hypertile.engine.StoredArray;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayId;

/** An array in a list. */
public sealed interface ListedArray {
  /** An array that could be read. */
  record Readable(StoredArray array) implements ListedArray {}

  /** An array that could not: its file is damaged, or another request keeps it locked. */
  record Unreadable(ArrayId id, ServiceException failure) implements ListedArray {}
}
