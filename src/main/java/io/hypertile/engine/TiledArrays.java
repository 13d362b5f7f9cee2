package io.hypertile.engine;

import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Tiles of virtual arrays, offered by an engine that keeps such arrays as arrays of their own.
 * Thread-safe.
 *
 * <p>Methods throw {@code array-not-found} when the virtual array is not there, and otherwise as
 * those of {@link ArrayEngine} do.
 */
public interface TiledArrays {
  /**
   * Tiles of a virtual array, in order of their numbers. A tile that is not listed reads as fill
   * values; one with cells other than those is.
   *
   * @param from no tile of a smaller number
   * @param limit at most as many
   */
  List<StoredTile> tiles(Collection collection, ArrayId id, long from, int limit);

  /**
   * Whether a tile is there. One that is not reads as fill values.
   *
   * @param number number of the tile in C order of the grid, less than the grid has
   */
  default boolean has(Collection collection, ArrayId id, long number) {
    List<StoredTile> next = tiles(collection, id, number, 1);
    return !next.isEmpty() && next.getFirst().number() == number;
  }

  /**
   * The tile of an id, where tiles are not found as arrays of their own; empty if there is none,
   * and always where they are.
   */
  default Optional<TileAddress> findAddress(Collection collection, ArrayId tile) {
    return Optional.empty();
  }

  /**
   * Keeps a tile of a virtual array, without cells, under an id of the caller's. It reads as fill
   * values, as it did before; clearing it whole removes it.
   *
   * @param number number of the tile in C order of the grid, less than the grid has
   * @param tile id that no array or tile of the collection has
   * @throws io.hypertile.error.ServiceException {@code already-exists} if the id is in use or the
   *     tile is there
   */
  StoredTile createTile(Collection collection, ArrayId id, long number, ArrayId tile);
}
