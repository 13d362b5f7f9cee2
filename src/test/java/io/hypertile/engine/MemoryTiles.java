package io.hypertile.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Tiling;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * Tiles of the arrays of a {@link MemoryStorage}: those that were made, and those that have cells.
 */
record MemoryTiles(MemoryStorage storage) implements TiledArrays {
  @Override
  public List<StoredTile> tiles(Collection collection, ArrayId id, long from, int limit) {
    MemoryStorage.State state;
    synchronized (storage) {
      state = entry(collection).require(id);
    }
    Tiling tiling = tiling(collection);
    return LongStream.range(from, tiling.counts().cells())
        .filter(number -> isThere(collection, state, number))
        .limit(limit)
        .mapToObj(number -> tile(collection, state, number))
        .toList();
  }

  private static boolean isThere(Collection collection, MemoryStorage.State state, long number) {
    return state.tiles().containsKey(number) || hasData(collection, state.cells(), number);
  }

  private static StoredTile tile(Collection collection, MemoryStorage.State state, long number) {
    byte[] name = (state.array().header().id() + "/" + number).getBytes(StandardCharsets.UTF_8);
    ArrayId derived = new ArrayId(UUID.nameUUIDFromBytes(name).toString());
    ArrayId id = state.tiles().getOrDefault(number, derived);
    Region bounds = tiling(collection).bounds(number);
    return new StoredTile(number, id, bounds, hasData(collection, state.cells(), number));
  }

  @Override
  public StoredTile createTile(Collection collection, ArrayId id, long number, ArrayId tile) {
    synchronized (storage) {
      MemoryStorage.Entry entry = entry(collection);
      MemoryStorage.State state = entry.require(id);
      boolean used =
          entry.arrays().containsKey(tile)
              || entry.arrays().values().stream().anyMatch(any -> any.tiles().containsValue(tile));
      if (used || isThere(collection, state, number)) {
        throw new ServiceException(
            ErrorCode.ALREADY_EXISTS, "The tile or its id exists; choose another.");
      }
      Map<Long, ArrayId> tiles = new HashMap<>(state.tiles());
      tiles.put(number, tile);
      MemoryStorage.State next =
          new MemoryStorage.State(state.array(), state.cells(), Map.copyOf(tiles));
      entry.arrays().put(id, next);
      return tile(collection, next, number);
    }
  }

  private MemoryStorage.Entry entry(Collection collection) {
    return storage.entry(collection.name()).orElseThrow();
  }

  /** The tiles that stay when a box has been written: the box takes those that it empties whole. */
  static Map<Long, ArrayId> left(
      Map<Long, ArrayId> tiles, Collection collection, Region box, byte[] cells) {
    Map<Long, ArrayId> left = new HashMap<>(tiles);
    left.keySet()
        .removeIf(number ->
            box.contains(tiling(collection).bounds(number)) && !hasData(collection, cells, number));
    return Map.copyOf(left);
  }

  private static Tiling tiling(Collection collection) {
    return Tiling.of((ArraysSchema.VArraySchema) collection.arrays());
  }

  private static boolean hasData(Collection collection, byte[] cells, long number) {
    ArraysSchema schema = collection.arrays();
    Region tile = tiling(collection).bounds(number);
    byte[] box = new byte[Math.toIntExact(tile.shape().bytes(schema.dtype()))];
    RegionCopy.copy(
        MemorySegment.ofArray(cells),
        schema.shape(),
        tile,
        MemorySegment.ofArray(box),
        tile.shape(),
        new long[tile.rank()],
        schema.dtype().size());
    return schema.fillValue().count(MemorySegment.ofArray(box)) < tile.cells();
  }
}
