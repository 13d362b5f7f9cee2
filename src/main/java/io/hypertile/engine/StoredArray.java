package io.hypertile.engine;

import io.hypertile.array.Version;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;

/**
 * An array as it is stored at one moment.
 *
 * @param header id and attributes
 * @param version version of cells and attributes
 * @param hasData whether cells are stored; without them all are fill values
 */
public record StoredArray(ArrayHeader header, Version version, boolean hasData) {
  /** The same state under an id. */
  public StoredArray of(ArrayId id) {
    return header.id().equals(id) ? this : new StoredArray(header.of(id), version, hasData);
  }
}
