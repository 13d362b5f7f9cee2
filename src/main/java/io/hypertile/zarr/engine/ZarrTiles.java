package io.hypertile.zarr.engine;

import io.hypertile.engine.ArrayFaults;
import io.hypertile.engine.StoredTile;
import io.hypertile.engine.TileAddress;
import io.hypertile.engine.TiledArrays;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Tiling;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArraySpecification;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Tiles of virtual arrays, each of which is a box of the one node of its array. A tile is there if
 * an object has cells of it, or if it was given an id. Where the chunks of a collection do not
 * divide its tiles, an object has cells of several, and each of these is there. Thread-safe.
 */
final class ZarrTiles implements TiledArrays {
  /** Objects of a tile that are looked up one by one, before all of the array are listed. */
  private static final long FEW = 16;

  private final Parts parts;
  private final Store store;
  private final HeldNodes nodes;
  private final TileNames names;

  ZarrTiles(Parts parts, HeldNodes nodes) {
    this.parts = parts;
    this.store = parts.store();
    this.nodes = nodes;
    this.names = new TileNames(parts);
  }

  /** A virtual array as its document says. */
  private record Found(StorePrefix place, ArraySpecification form, Tiling tiling) {
    ChunkGrid grid() {
      return form.grid();
    }
  }

  /** Reasons for which a tile is there. */
  private record Presence(boolean hasData, boolean isNamed) {
    Presence and(Presence other) {
      return new Presence(hasData || other.hasData, isNamed || other.isNamed);
    }
  }

  private static final Presence DATA = new Presence(true, false);
  private static final Presence NAME = new Presence(false, true);

  private Found require(Collection collection, ArrayId id) {
    try (HeldNode held =
        nodes.hold(collection, id).orElseThrow(() -> ArrayFaults.notFound(collection, id))) {
      return new Found(
          parts
              .layout()
              .array(collection.name(), ZarrLayout.node(collection, held.array().header())),
          held.node().document().specification(),
          tiling(collection));
    }
  }

  private static Tiling tiling(Collection collection) {
    return Tiling.of((ArraysSchema.VArraySchema) collection.arrays());
  }

  @Override
  public List<StoredTile> tiles(Collection collection, ArrayId id, long from, int limit) {
    Found array = require(collection, id);
    First first = new First(from, limit);
    StoredKeys.forEach(store, array.place(), object -> addTiles(array, object.key(), first));
    names.forEach(
        collection.name(),
        id,
        number -> {
          if (number < array.tiling().counts().cells()) {
            first.add(number, NAME);
          }
        });
    return first.found.entrySet().stream()
        .map(tile -> tile(collection, array, new TileAddress(id, tile.getKey()), tile.getValue()))
        .toList();
  }

  /** The first tiles from a number on. */
  private static final class First {
    private final TreeMap<Long, Presence> found = new TreeMap<>();
    private final long from;
    private final int limit;

    First(long from, int limit) {
      this.from = from;
      this.limit = limit;
    }

    void add(long number, Presence presence) {
      if (number < from || (found.size() == limit && number > found.lastKey())) {
        return;
      }
      found.merge(number, presence, Presence::and);
      if (found.size() > limit) {
        found.pollLastEntry();
      }
    }
  }

  private static void addTiles(Found array, StoreKey key, First first) {
    String below = key.text().substring(array.place().text().length() + 1);
    ChunkGrid grid = array.grid();
    Optional<long[]> position = array.form().keys().position(below, grid.shape().rank());
    if (position.isPresent() && isInside(grid, position.get())) {
      Region box = grid.region(position.get());
      array.tiling().forEach(box, part -> first.add(part.number(), DATA));
    }
  }

  private static boolean isInside(ChunkGrid grid, long[] position) {
    for (int axis = 0; axis < position.length; axis++) {
      if (position[axis] >= grid.counts().length(axis)) {
        return false;
      }
    }
    return true;
  }

  private StoredTile tile(Collection collection, Found array, TileAddress tile, Presence presence) {
    Optional<ArrayId> name =
        presence.isNamed() ? names.find(collection.name(), tile) : Optional.empty();
    return new StoredTile(
        tile.number(),
        name.orElseGet(() -> TileIds.of(tile.array(), tile.number())),
        array.tiling().bounds(tile.number()),
        presence.hasData());
  }

  @Override
  public boolean has(Collection collection, ArrayId id, long number) {
    Found array = require(collection, id);
    if (names.find(collection.name(), new TileAddress(id, number)).isPresent()) {
      return true;
    }
    Region objects = array.grid().touched(array.tiling().bounds(number));
    if (objects.cells() > FEW) {
      return TiledArrays.super.has(collection, id, number);
    }
    for (int at = 0; at < objects.cells(); at++) {
      long[] position = position(objects, at);
      if (store.find(array.place().key(array.form().keys().key(position))).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** A position in a box, by its number in C order. */
  private static long[] position(Region box, long number) {
    long[] position = box.startArray();
    long left = number;
    for (int axis = position.length - 1; axis >= 0; axis--) {
      position[axis] += left % box.length(axis);
      left /= box.length(axis);
    }
    return position;
  }

  @Override
  public StoredTile createTile(Collection collection, ArrayId id, long number, ArrayId tile) {
    if (tile.equals(id)) {
      throw ArrayRegister.idInUse(tile);
    }
    parts.requireWritable();
    TileAddress address = new TileAddress(id, number);
    try (var held = parts.locks().forTile(collection.name(), id, tile)) {
      Found array = require(collection, id);
      if (has(collection, id, number)) {
        throw TileNames.thereAlready(address);
      }
      if (nodes.header(collection, tile).isPresent()) {
        throw ArrayRegister.idInUse(tile);
      }
      names.give(collection.name(), address, tile);
      return new StoredTile(number, tile, array.tiling().bounds(number), false);
    }
  }

  @Override
  public Optional<TileAddress> findAddress(Collection collection, ArrayId tile) {
    return names
        .find(collection.name(), tile)
        .filter(found -> nodes.header(collection, found.array()).isPresent())
        .or(() -> unnamed(collection, tile));
  }

  private Optional<TileAddress> unnamed(Collection collection, ArrayId tile) {
    long count = tiling(collection).counts().cells();
    for (ArrayId array : parts.register().beginning(collection.name(), TileIds.head(tile))) {
      OptionalLong number = TileIds.number(array, tile, count);
      if (number.isPresent() && isUnnamed(collection, array, number.getAsLong(), tile)) {
        return Optional.of(new TileAddress(array, number.getAsLong()));
      }
    }
    return Optional.empty();
  }

  private boolean isUnnamed(Collection collection, ArrayId array, long number, ArrayId tile) {
    try {
      return tiles(collection, array, number, 1).stream()
          .anyMatch(found -> found.number() == number && found.id().equals(tile));
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.ARRAY_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** Refuses the id of a new array that a tile has. */
  void requireFree(Collection collection, ArrayId id) {
    if (names.find(collection.name(), id).isPresent()) {
      throw ArrayRegister.idInUse(id);
    }
  }

  /** Takes the names of the tiles away that a box has all cells of, when it was cleared. */
  void forget(Collection collection, ArrayId id, Region box) {
    Tiling tiling = tiling(collection);
    long count = tiling.counts().cells();
    names.forget(
        collection.name(), id, number -> number >= count || box.contains(tiling.bounds(number)));
  }
}
