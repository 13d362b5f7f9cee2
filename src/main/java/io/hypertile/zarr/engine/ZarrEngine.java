package io.hypertile.zarr.engine;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.engine.ArrayChanges;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.ArrayFaults;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.CollectionArray;
import io.hypertile.engine.CreationResult;
import io.hypertile.engine.StoredArray;
import io.hypertile.engine.TiledArrays;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrArrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Arrays as nodes of Zarr in a store. Changes of one array are made one after the other by the
 * versions of its document; none waits for another while cells come in. A virtual array is one
 * node, whose tiles are chunks or shards.
 */
final class ZarrEngine implements ArrayEngine {
  private final Parts parts;
  private final ZarrLayout layout;
  private final ZarrArrays arrays;
  private final ArrayRegister register;
  private final HeldNodes nodes;
  private final NodeLocks locks;
  private final ZarrCollections collections;
  private final NodeCreation creation;
  private final ZarrTiles tiles;

  ZarrEngine(Parts parts, ZarrCollections collections) {
    this.parts = parts;
    this.layout = parts.layout();
    this.arrays = parts.arrays();
    this.register = parts.register();
    this.nodes = new HeldNodes(parts);
    this.locks = parts.locks();
    this.collections = collections;
    this.tiles = new ZarrTiles(parts, nodes);
    this.creation =
        new NodeCreation(parts, nodes, this::requireCollection, this::requireFreeOfTiles);
  }

  /** Finds the arrays. */
  HeldNodes nodes() {
    return nodes;
  }

  @Override
  public StoredArray create(Collection collection, ArrayHeader header) {
    return creation.create(collection, header);
  }

  private void requireCollection(Collection collection) {
    if (collections.find(collection.name()).isEmpty()) {
      throw new ServiceException(
          ErrorCode.COLLECTION_NOT_FOUND,
          "There is no collection " + collection.name() + ".",
          Map.of("collection", collection.name().text()),
          null);
    }
  }

  private void requireFreeOfTiles(Collection collection, ArrayId id) {
    if (isTiled(collection)) {
      tiles.requireFree(collection, id);
    }
  }

  @Override
  public List<CreationResult> createAll(Collection collection, List<ArrayHeader> headers) {
    return creation.createAll(collection, headers);
  }

  @Override
  public Optional<StoredArray> find(Collection collection, ArrayId id) {
    return closed(nodes.hold(collection, id));
  }

  @Override
  public Optional<StoredArray> findByKey(Collection collection, Attributes primary) {
    return closed(nodes.holdByKey(collection, primary));
  }

  @Override
  public Optional<ArrayHeader> findHeader(Collection collection, ArrayId id) {
    return nodes.header(collection, id);
  }

  private static Optional<StoredArray> closed(Optional<HeldNode> held) {
    held.ifPresent(HeldNode::close);
    return held.map(HeldNode::array);
  }

  @Override
  public Optional<CollectionArray> findToRead(Collection collection, ArrayId id) {
    return nodes.hold(collection, id).map(held -> CollectionArray.holding(this, collection, held));
  }

  @Override
  public Optional<CollectionArray> findToReadByKey(Collection collection, Attributes primary) {
    return nodes
        .holdByKey(collection, primary)
        .map(held -> CollectionArray.holding(this, collection, held));
  }

  @Override
  public List<ArrayId> list(Collection collection, @Nullable ArrayId after, int limit) {
    return register.list(collection, after, limit);
  }

  @Override
  public <T> List<T> each(Collection collection, List<ArrayId> ids, Function<ArrayId, T> look) {
    return parts.each(ids, look);
  }

  @Override
  public StoredArray updateAttributes(
      Collection collection, ArrayId id, UnaryOperator<Attributes> change, Precondition condition) {
    StoredArray before = require(collection, id);
    if (change.apply(before.header().custom()).equals(before.header().custom())) {
      condition.require(before.version());
      return before;
    }
    StorePrefix place =
        layout.array(collection.name(), ZarrLayout.node(collection, before.header()));
    ArrayHeader[] made = {before.header()};
    Version version =
        meant(
            collection,
            id,
            () ->
                guarded(collection, id)
                    .describe(
                        place,
                        document -> {
                          ArrayHeader now = HeldNodes.header(collection, place, document);
                          made[0] = new ArrayHeader(id, now.primary(), change.apply(now.custom()));
                          return document.withAttributes(
                              HeaderAttributes.with(document.attributes(), made[0]));
                        },
                        condition));
    boolean hasCells =
        closed(nodes.hold(collection, place))
            .filter(now -> now.version().equals(version))
            .orElse(before)
            .hasData();
    return new StoredArray(made[0], version, hasCells);
  }

  @Override
  public boolean delete(Collection collection, ArrayId id, Precondition condition) {
    try (var held = locks.forRemoval(collection.name(), id)) {
      Optional<String> node = register.find(collection, id);
      if (node.isEmpty()) {
        return false;
      }
      parts.requireWritable();
      boolean isDeleted;
      try {
        isDeleted =
            guarded(collection, id).delete(layout.array(collection.name(), node.get()), condition);
      } catch (ServiceException e) {
        if (e.code() != ErrorCode.ARRAY_NOT_FOUND) {
          throw e;
        }
        isDeleted = false;
      }
      register.release(collection, id);
      if (isTiled(collection)) {
        tiles.forget(collection, id, Region.whole(collection.arrays().shape()));
      }
      return isDeleted;
    }
  }

  @Override
  public ArrayReader open(Collection collection, ArrayId id, Region bounds) {
    try (HeldNode held =
        nodes.hold(collection, id).orElseThrow(() -> ArrayFaults.notFound(collection, id))) {
      return held.open(bounds);
    }
  }

  @Override
  public Version write(
      Collection collection, ArrayId id, Region region, CellSource cells, Precondition condition) {
    StorePrefix place = place(collection, id);
    return meant(
        collection, id, () -> guarded(collection, id).write(place, region, cells, condition));
  }

  @Override
  public Version clear(Collection collection, ArrayId id, Region region, Precondition condition) {
    StorePrefix place = place(collection, id);
    Version version =
        meant(collection, id, () -> guarded(collection, id).clear(place, region, condition));
    if (isTiled(collection)) {
      tiles.forget(collection, id, region);
    }
    return version;
  }

  @Override
  public Optional<ArrayChanges> changes(Collection collection) {
    return parts.isFarAway() ? Optional.of(new StoredChanges(parts, collection)) : Optional.empty();
  }

  @Override
  public Optional<TiledArrays> tiled(Collection collection) {
    return isTiled(collection) ? Optional.of(tiles) : Optional.empty();
  }

  private static boolean isTiled(Collection collection) {
    return collection.arrays() instanceof ArraysSchema.VArraySchema;
  }

  private StoredArray require(Collection collection, ArrayId id) {
    return find(collection, id).orElseThrow(() -> ArrayFaults.notFound(collection, id));
  }

  private StorePrefix place(Collection collection, ArrayId id) {
    return register
        .find(collection, id)
        .map(node -> layout.array(collection.name(), node))
        .orElseThrow(() -> ArrayFaults.notFound(collection, id));
  }

  /** The arrays of the store for changes of one of them: another in its place is not changed. */
  private ZarrArrays guarded(Collection collection, ArrayId id) {
    return arrays.guarded(document -> {
      Optional<ArrayId> found = HeaderAttributes.id(document.attributes());
      if (found.isPresent() && !found.get().equals(id)) {
        throw ArrayFaults.notFound(collection, id);
      }
    });
  }

  /** Makes a change, and says in the words of collections that the array is not there. */
  private static <T> T meant(Collection collection, ArrayId id, Supplier<T> change) {
    try {
      return change.get();
    } catch (ServiceException e) {
      throw e.code() == ErrorCode.ARRAY_NOT_FOUND ? ArrayFaults.notFound(collection, id) : e;
    }
  }

  @Override
  public void close() {
    // Nothing of its own is open.
  }
}
