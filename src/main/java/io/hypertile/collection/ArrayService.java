package io.hypertile.collection;

import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CollectionArray;
import io.hypertile.engine.CreationResult;
import io.hypertile.engine.StoredArray;
import io.hypertile.engine.StoredTile;
import io.hypertile.engine.TileAddress;
import io.hypertile.engine.TiledArrays;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.quota.Charge;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Operations of clients on arrays: create, find, change attributes, delete. Thread-safe. */
public final class ArrayService {
  private final ArrayEngine engine;
  private final ArrayIndex index;
  private final MissingArrays missing;

  /** The arrays of an engine, which an index is told of. */
  public ArrayService(ArrayEngine engine, ArrayIndex index) {
    this.engine = engine;
    this.index = index;
    this.missing = new MissingArrays(engine, index);
  }

  /**
   * Keeps a new array, which reads as fill values everywhere.
   *
   * @throws ServiceException {@code already-exists} if its id or key is in use
   */
  public StoredArray create(Collection collection, ArrayHeader header) {
    Charge.current().arrays(1);
    StoredArray created = engine.create(collection, header);
    index.created(collection, List.of(created.header()));
    return created;
  }

  /**
   * Keeps several new arrays, each as {@link #create} would. Those that a quota has no room for are
   * refused together.
   *
   * @return a result for each header, in the same order
   */
  public List<CreationResult> createAll(Collection collection, List<ArrayHeader> headers) {
    try {
      Charge.current().arrays(headers.size());
    } catch (ServiceException e) {
      return headers.stream()
          .map(header -> (CreationResult) new CreationResult.Refused(e))
          .toList();
    }
    List<CreationResult> results = engine.createAll(collection, headers);
    List<ArrayHeader> created = new ArrayList<>();
    for (CreationResult result : results) {
      if (result instanceof CreationResult.Created(StoredArray array)) {
        created.add(array.header());
      }
    }
    index.created(collection, created);
    return results;
  }

  /**
   * The array of an address.
   *
   * @throws ServiceException {@code array-not-found} if there is none, {@code
   *     invalid-array-address} if none can have the key
   */
  public StoredArray require(Collection collection, ArrayAddress address) {
    Optional<StoredArray> found =
        switch (address) {
          case ArrayAddress.ById byId -> engine.find(collection, byId.id());
          case ArrayAddress.ByKey byKey ->
              ofKey(() -> engine.findByKey(collection, byKey.primary()));
        };
    return found.orElseThrow(() -> missing.of(collection, address));
  }

  /**
   * Replaces the custom attributes of an array.
   *
   * @param change takes all custom attributes and gives the new ones; its exceptions are passed on
   * @param condition the condition on the array's version
   * @throws ServiceException {@code array-not-found} if there is no such array, {@code
   *     version-mismatch} if the condition fails
   */
  public StoredArray patchAttributes(
      Collection collection,
      ArrayAddress address,
      UnaryOperator<Attributes> change,
      Precondition condition) {
    StoredArray changed =
        engine.updateAttributes(collection, idOf(collection, address), change, condition);
    index.changed(collection, changed.header().id());
    return changed;
  }

  /**
   * Removes an array.
   *
   * @param condition the condition on the array's version
   * @throws ServiceException {@code array-not-found} if there is none, {@code version-mismatch} if
   *     the condition fails
   */
  public void delete(Collection collection, ArrayAddress address, Precondition condition) {
    ArrayId id = idOf(collection, address);
    boolean deleted = engine.delete(collection, id, condition);
    index.changed(collection, id);
    if (!deleted) {
      throw missing.of(collection, address);
    }
  }

  /**
   * The array of an address, for a caller that asks about its cells or changes them. No state is
   * held.
   *
   * @throws ServiceException as {@link #require}
   */
  public CellArray cells(Collection collection, ArrayAddress address) {
    return CollectionArray.of(engine, collection, require(collection, address));
  }

  /**
   * Like {@link #cells}, but for a caller that may read cells next: the array need not be found a
   * second time.
   *
   * @return must be closed
   */
  public CollectionArray cellsToRead(Collection collection, ArrayAddress address) {
    Optional<CollectionArray> found =
        switch (address) {
          case ArrayAddress.ById byId -> engine.findToRead(collection, byId.id());
          case ArrayAddress.ByKey byKey ->
              ofKey(() -> engine.findToReadByKey(collection, byKey.primary()));
        };
    return found.orElseThrow(() -> missing.of(collection, address));
  }

  /**
   * Tiles of a virtual array, in order of their numbers.
   *
   * @param from no tile of a smaller number
   * @param limit at most as many, at least 1
   * @return the tiles, and the number of the last one if there are more
   * @throws ServiceException {@code array-not-found}; {@code not-found} if the collection is one of
   *     plain arrays
   */
  public Page<StoredTile, Long> tiles(
      Collection collection, ArrayAddress address, long from, int limit) {
    TiledArrays tiled = requireTiled(collection);
    ArrayId id = require(collection, address).header().id();
    List<StoredTile> tiles = tiled.tiles(collection, id, from, limit + 1);
    List<StoredTile> shown = tiles.subList(0, Math.min(limit, tiles.size()));
    return new Page<>(
        shown, tiles.size() > limit ? Optional.of(shown.getLast().number()) : Optional.empty());
  }

  /**
   * Keeps a tile of a virtual array without cells; it is in no list of arrays.
   *
   * @param number its number in C order of the grid
   * @param tile its id
   * @throws ServiceException {@code already-exists} if the id is in use or the tile is there
   */
  public StoredTile createTile(Collection collection, ArrayId array, long number, ArrayId tile) {
    return requireTiled(collection).createTile(collection, array, number, tile);
  }

  /** The tile of an id, for storages whose tiles are not arrays; empty if there is no such tile. */
  public Optional<TileAddress> findTile(Collection collection, ArrayId tile) {
    return requireTiled(collection).findAddress(collection, tile);
  }

  private TiledArrays requireTiled(Collection collection) {
    String detail =
        "The collection holds plain arrays, which have no tiles; those of kind varray do.";
    return engine
        .tiled(collection)
        .orElseThrow(() ->
            new ServiceException(ErrorCode.NOT_FOUND, detail)
                .with("collection", collection.name().text()));
  }

  private ArrayId idOf(Collection collection, ArrayAddress address) {
    return switch (address) {
      case ArrayAddress.ById byId -> byId.id();
      case ArrayAddress.ByKey ignored -> require(collection, address).header().id();
    };
  }

  /** A key that cannot be one of an array is a fault of the address it is in. */
  private static <T> T ofKey(Supplier<T> search) {
    try {
      return search.get();
    } catch (ServiceException e) {
      throw e.code() == ErrorCode.INVALID_ATTRIBUTES ? e.as(ErrorCode.INVALID_ARRAY_ADDRESS) : e;
    }
  }
}
