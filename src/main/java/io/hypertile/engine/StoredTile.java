package io.hypertile.engine;

import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayId;
import java.util.Optional;

/**
 * A tile that is kept for a virtual array.
 *
 * @param number its number in C order of the grid, from 0
 * @param id its id
 * @param bounds its cells, in positions of the virtual array
 * @param hasData whether it holds cells; a tile without them reads as fill values, one that cannot
 *     be read counts as one with cells
 * @param failure reason that it cannot be read; empty where it can
 */
public record StoredTile(
    long number, ArrayId id, Region bounds, boolean hasData, Optional<ServiceException> failure) {
  /** A tile that can be read. */
  public StoredTile(long number, ArrayId id, Region bounds, boolean hasData) {
    this(number, id, bounds, hasData, Optional.empty());
  }
}
