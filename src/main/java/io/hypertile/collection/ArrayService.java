package io.hypertile.collection;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CreationResult;
import io.hypertile.engine.HeldArray;
import io.hypertile.engine.StoredArray;
import io.hypertile.engine.StoredTile;
import io.hypertile.engine.TiledArrays;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.reading.BodySource;
import io.hypertile.reading.ByteSpan;
import io.hypertile.reading.CellStream;
import io.hypertile.reading.HeldAccess;
import io.hypertile.reading.PlanExecutor;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.ReadCost;
import io.hypertile.reading.ReadOpener;
import io.hypertile.reading.ReadPlanner;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.slice.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What clients do with arrays and their cells. Thread-safe. */
public final class ArrayService {
  private final ArrayEngine engine;
  private final ReadOpener reads;
  private final ArrayIndex index;
  private final MissingArrays missing;

  /** The arrays of an engine, which an index is told of. */
  public ArrayService(
      ArrayEngine engine, ReadPlanner planner, PlanExecutor executor, ArrayIndex index) {
    this.engine = engine;
    this.reads = new ReadOpener(engine, planner, executor);
    this.index = index;
    this.missing = new MissingArrays(engine, index);
  }

  /**
   * Keeps a new array, which reads as fill values everywhere.
   *
   * @throws ServiceException {@code already-exists} if its id or key is in use
   */
  public StoredArray create(Collection collection, ArrayHeader header) {
    StoredArray created = engine.create(collection, header);
    index.created(collection, List.of(created.header()));
    return created;
  }

  /**
   * Keeps several new arrays, each as {@link #create} would.
   *
   * @return a result for each header, in the same order
   */
  public List<CreationResult> createAll(Collection collection, List<ArrayHeader> headers) {
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
   * @param change takes all custom attributes and gives the new ones; what it throws is thrown on
   * @param condition what must hold of the array's version
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
   * @param condition what must hold of the array's version
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
   * What a selection covers and costs. Opens no cells, and works for arrays of every kind.
   *
   * @param resolver gives the selection for the array's header
   */
  public PlannedAccess plan(
      Collection collection, ArrayAddress address, Function<ArrayHeader, Selection> resolver) {
    return plan(collection, require(collection, address), resolver);
  }

  /**
   * As {@link #plan}, for who reads cells when they turn out to be wanted: the array need not be
   * found a second time.
   */
  public HeldAccess planReading(
      Collection collection, ArrayAddress address, Function<ArrayHeader, Selection> resolver) {
    Optional<HeldArray> found =
        switch (address) {
          case ArrayAddress.ById byId -> engine.findHeld(collection, byId.id());
          case ArrayAddress.ByKey byKey ->
              ofKey(() -> engine.findHeldByKey(collection, byKey.primary()));
        };
    HeldArray held = found.orElseThrow(() -> missing.of(collection, address));
    try {
      return new HeldAccess(plan(collection, held.array(), resolver), held);
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
  }

  private static PlannedAccess plan(
      Collection collection, StoredArray array, Function<ArrayHeader, Selection> resolver) {
    Selection selection = resolver.apply(array.header());
    ReadCost cost = ReadCost.of(selection, collection.arrays().dtype());
    return new PlannedAccess(collection, array, selection, cost, resolver);
  }

  /**
   * Opens a planned reading and reads its first slab.
   *
   * @throws ServiceException {@code too-many-requests} if there is no memory for it in time, {@code
   *     locked} if the selection means other cells by now
   */
  public CellStream open(PlannedAccess planned) {
    return open(planned, ByteSpan.whole(planned.cost()));
  }

  /**
   * Opens a planned reading of some of the result's bytes. Reads the slabs that have them.
   *
   * @param span the bytes, at least one
   * @throws ServiceException as {@link #open(PlannedAccess)}
   */
  public CellStream open(PlannedAccess planned, ByteSpan span) {
    return reads.open(planned, span);
  }

  /**
   * As {@link #open(PlannedAccess, ByteSpan)}, in the state that is held if it is still.
   *
   * @param access is left without a state
   */
  public CellStream open(HeldAccess access, ByteSpan span) {
    return reads.open(access, span);
  }

  /**
   * Writes the cells of a selection, or nothing when the source throws.
   *
   * @param planned what is written
   * @param cells exactly its cells
   * @param condition what must hold of the array's version
   * @return the new version
   * @throws ServiceException {@code invalid-slice} if the selection has a step or a list, {@code
   *     version-mismatch} if the condition fails
   */
  public Version write(PlannedAccess planned, CellSource cells, Precondition condition) {
    Collection collection = planned.collection();
    Region region = requireWritable(planned);
    ArrayId id = planned.array().header().id();
    return engine.write(collection, id, region, new BodySource(cells), condition);
  }

  /**
   * Sets the cells of a selection to the fill value.
   *
   * @param condition what must hold of the array's version
   * @return the version after it
   * @throws ServiceException {@code invalid-slice} if the selection has a step or a list, {@code
   *     version-mismatch} if the condition fails
   */
  public Version clear(PlannedAccess planned, Precondition condition) {
    Region region = requireWritable(planned);
    return engine.clear(planned.collection(), planned.array().header().id(), region, condition);
  }

  /**
   * The selection as a box that may be written.
   *
   * @throws ServiceException {@code invalid-slice} if the selection has a step or a list
   */
  public Region requireWritable(PlannedAccess planned) {
    return planned
        .selection()
        .asRegion()
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.INVALID_SLICE,
                "Cells are written and cleared in boxes: leave out steps and lists, and send"
                    + " a request for each box."));
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

  /** A key that cannot be one of an array is a fault of the address it stands in. */
  private static <T> T ofKey(Supplier<T> search) {
    try {
      return search.get();
    } catch (ServiceException e) {
      throw e.code() == ErrorCode.INVALID_ATTRIBUTES ? e.as(ErrorCode.INVALID_ARRAY_ADDRESS) : e;
    }
  }
}
