package io.hypertile.collection.web;

import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayAddresses;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.Page;
import io.hypertile.collection.UpkeepService;
import io.hypertile.engine.StoredTile;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Shape;
import io.hypertile.quota.web.CellWrites;
import io.hypertile.route.Address;
import io.hypertile.route.Route;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Placement;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Bytes that writes of arrays of one schema add: arrays without chunks take all their bytes with
 * the first write and none with later ones, and a write of a whole array replaces what it held.
 */
@Component
final class ArrayWrites implements CellWrites {
  private static final System.Logger LOG = System.getLogger(ArrayWrites.class.getName());
  private static final String SUBSET = "/subset";

  /** Tiles whose bytes are looked up; a virtual array of more replaces nothing. */
  private static final int MOST_TILES = 1000;

  private final CollectionService collections;
  private final ArrayService arrays;
  private final UpkeepService upkeep;

  ArrayWrites(CollectionService collections, ArrayService arrays, UpkeepService upkeep) {
    this.collections = collections;
    this.arrays = arrays;
    this.upkeep = upkeep;
  }

  /** An array that is written. */
  private record Written(Collection collection, ArrayId id) {
    /** Bytes of all its cells. */
    long cells() {
      return bytes(collection.arrays().shape());
    }

    long bytes(Shape shape) {
      return shape.bytes(collection.arrays().dtype());
    }

    /** Whether each file has all its bytes from the first write on. */
    boolean isContiguous() {
      return collection.placement().form() == Placement.Form.HDF5
          && collection.storage().isContiguous();
    }
  }

  @Override
  public long added(Address address, HttpServletRequest request, long body) {
    Optional<Written> found = find(address, request).filter(Written::isContiguous);
    if (found.isEmpty()) {
      return body;
    }
    Written written = found.get();
    return switch (written.collection().arrays()) {
      case ArraySchema plain -> {
        long missing = written.cells() - upkeep.size(written.collection(), written.id()).bytes();
        yield missing <= 0 ? 0 : Math.max(body, missing);
      }
      case VArraySchema tiled ->
          Math.max(body, written.bytes(tiled.grid().tileShape(tiled.shape())));
    };
  }

  @Override
  public long replaced(Address address, HttpServletRequest request) {
    Optional<Written> found = find(address, request);
    boolean isWhole = address.route().pattern().startsWith(ApiPaths.SUBSET) && !selects(request);
    if (found.isEmpty() || !isWhole && !found.get().isContiguous()) {
      return 0;
    }
    long stored = stored(found.get());
    boolean isAllThere = found.get().isContiguous() && stored >= found.get().cells();
    // All bytes are there already: whatever is written goes to its place among them.
    return isAllThere ? Long.MAX_VALUE : isWhole ? stored : 0;
  }

  private static boolean selects(HttpServletRequest request) {
    return request.getParameterMap().keySet().stream()
        .anyMatch(
            name -> name.equals("slice") || name.startsWith("sel") || name.startsWith("isel"));
  }

  private long stored(Written written) {
    Collection collection = written.collection();
    if (collection.placement().form() == Placement.Form.ZARR
        || collection.arrays() instanceof ArraySchema) {
      return upkeep.size(collection, written.id()).bytes();
    }
    Page<StoredTile, Long> tiles =
        arrays.tiles(collection, new ArrayAddress.ById(written.id()), 0, MOST_TILES);
    return tiles.next().isPresent()
        ? 0
        : tiles.items().stream()
            .mapToLong(tile -> upkeep.size(collection, tile.id()).bytes())
            .sum();
  }

  /** The array of a path; empty for paths of something else, and if the array does not exist. */
  private Optional<Written> find(Address address, HttpServletRequest request) {
    Route route = address.route();
    if (!route.pattern().contains(Route.ARRAY + SUBSET)
        || !route.pattern().contains(Route.COLLECTION)) {
      return Optional.empty();
    }
    try {
      Optional<Collection> collection =
          collections
              .find(new CollectionName(address.at(Route.COLLECTION)))
              .filter(Collection::hasArrays);
      return collection.map(found -> new Written(found, id(found, address, request)));
    } catch (ServiceException e) {
      LOG.log(Level.DEBUG, "the request is refused when it is served: {0}", e.detail());
      return Optional.empty();
    }
  }

  private ArrayId id(Collection collection, Address address, HttpServletRequest request) {
    boolean isOfApi = address.route().pattern().startsWith(ApiPaths.SUBSET);
    ArraysSchema schema = collection.arrays();
    ArrayAddress array =
        isOfApi
            ? ArrayAddresses.of(schema, ApiPaths.rawArraySegment(request))
            : new ArrayAddress.ById(new ArrayId(address.at(Route.ARRAY)));
    return array instanceof ArrayAddress.ById byId
        ? byId.id()
        : arrays.require(collection, array).header().id();
  }
}
