package io.hypertile.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.engine.MemoryStorage.Entry;
import io.hypertile.engine.MemoryStorage.State;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The arrays of a {@link MemoryStorage}. */
final class MemoryEngine implements ArrayEngine {
  private final MemoryStorage storage;

  MemoryEngine(MemoryStorage storage) {
    this.storage = storage;
  }

  @Override
  public StoredArray create(Collection collection, ArrayHeader header) {
    synchronized (storage) {
      Entry entry = requireEntry(collection);
      boolean keyed = !collection.arrays().primaryAttributes().isEmpty();
      if (entry.arrays().containsKey(header.id())
          || (keyed && entry.keys().containsKey(header.primary()))) {
        throw new ServiceException(
            ErrorCode.ALREADY_EXISTS, "An array of this id or key exists; choose another.");
      }
      byte[] cells =
          new byte[Math.toIntExact(collection.arrays().shape().bytes(collection.arrays().dtype()))];
      collection.arrays().fillValue().fill(MemorySegment.ofArray(cells));
      StoredArray array = new StoredArray(header, storage.nextVersion(), false);
      entry.arrays().put(header.id(), new State(array, cells, Map.of()));
      if (keyed) {
        entry.keys().put(header.primary(), header.id());
      }
      return array;
    }
  }

  @Override
  public Optional<StoredArray> find(Collection collection, ArrayId id) {
    synchronized (storage) {
      return storage
          .entry(collection.name())
          .map(entry -> entry.arrays().get(id))
          .map(State::array);
    }
  }

  @Override
  public Optional<StoredArray> findByKey(Collection collection, Attributes primary) {
    synchronized (storage) {
      return storage
          .entry(collection.name())
          .map(entry -> entry.keys().get(primary))
          .flatMap(id -> find(collection, id));
    }
  }

  @Override
  public List<ArrayId> list(Collection collection, @Nullable ArrayId after, int limit) {
    synchronized (storage) {
      NavigableMap<ArrayId, State> arrays = requireEntry(collection).arrays();
      NavigableMap<ArrayId, State> rest = after == null ? arrays : arrays.tailMap(after, false);
      return rest.keySet().stream().limit(limit).toList();
    }
  }

  @Override
  public StoredArray updateAttributes(
      Collection collection, ArrayId id, UnaryOperator<Attributes> change, Precondition condition) {
    synchronized (storage) {
      State state = requireState(collection, id);
      condition.require(state.array().version());
      Attributes custom = change.apply(state.array().header().custom());
      ArrayHeader header = new ArrayHeader(id, state.array().header().primary(), custom);
      StoredArray array = new StoredArray(header, storage.nextVersion(), state.array().hasData());
      requireEntry(collection).arrays().put(id, new State(array, state.cells(), state.tiles()));
      return array;
    }
  }

  @Override
  public boolean delete(Collection collection, ArrayId id, Precondition condition) {
    synchronized (storage) {
      find(collection, id).ifPresent(array -> condition.require(array.version()));
      Optional<Entry> entry = storage.entry(collection.name());
      State removed = entry.map(found -> found.arrays().remove(id)).orElse(null);
      if (removed != null) {
        entry.get().keys().remove(removed.array().header().primary(), id);
      }
      return removed != null;
    }
  }

  @Override
  public ArrayReader open(Collection collection, ArrayId id, Region bounds) {
    synchronized (storage) {
      return new MemoryReader(collection, requireState(collection, id));
    }
  }

  @Override
  public Version write(
      Collection collection, ArrayId id, Region region, CellSource cells, Precondition condition) {
    int size = Math.toIntExact(region.shape().bytes(collection.arrays().dtype()));
    ByteBuffer body = ByteBuffer.allocate(size + 1);
    try {
      while (cells.read(body) >= 0) {
        if (!body.hasRemaining()) {
          throw new IllegalStateException("the source gave more cells than the box has");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (body.position() != size) {
      throw new IllegalStateException("the source gave fewer cells than the box has");
    }
    MemorySegment box = MemorySegment.ofArray(body.array()).asSlice(0, size);
    return put(collection, id, region, box, condition);
  }

  @Override
  public Version clear(Collection collection, ArrayId id, Region region, Precondition condition) {
    int size = Math.toIntExact(region.shape().bytes(collection.arrays().dtype()));
    MemorySegment fill = MemorySegment.ofArray(new byte[size]);
    collection.arrays().fillValue().fill(fill);
    return put(collection, id, region, fill, condition);
  }

  private Version put(
      Collection collection, ArrayId id, Region region, MemorySegment box, Precondition condition) {
    ArraysSchema schema = collection.arrays();
    synchronized (storage) {
      State state = requireState(collection, id);
      condition.require(state.array().version());
      byte[] cells = state.cells().clone();
      MemorySegment target = MemorySegment.ofArray(cells);
      RegionCopy.copy(
          box,
          region.shape(),
          Region.whole(region.shape()),
          target,
          schema.shape(),
          region.startArray(),
          schema.dtype().size());
      boolean hasData = schema.fillValue().count(target) < schema.shape().cells();
      StoredArray array = new StoredArray(state.array().header(), storage.nextVersion(), hasData);
      Map<Long, ArrayId> tiles = MemoryTiles.left(state.tiles(), collection, region, cells);
      requireEntry(collection).arrays().put(id, new State(array, cells, tiles));
      return array.version();
    }
  }

  private Entry requireEntry(Collection collection) {
    return storage
        .entry(collection.name())
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.COLLECTION_NOT_FOUND,
                "There is no such collection; list the collections to see their names."));
  }

  private State requireState(Collection collection, ArrayId id) {
    return requireEntry(collection).require(id);
  }

  @Override
  public Optional<TiledArrays> tiled(Collection collection) {
    return switch (collection.arrays()) {
      case ArraysSchema.ArraySchema ignored -> Optional.empty();
      case ArraysSchema.VArraySchema ignored -> Optional.of(new MemoryTiles(storage));
    };
  }

  @Override
  public void close() {}

  private record MemoryReader(Collection collection, State state) implements ArrayReader {
    @Override
    public StoredArray array() {
      return state.array();
    }

    @Override
    public ArraySpec spec() {
      return ArraySpecs.of(collection.arrays(), state.array().header());
    }

    @Override
    public Optional<Shape> chunkShape() {
      return switch (collection.storage().chunks()) {
        case StorageOptions.Chunks.Manual manual -> Optional.of(manual.shape());
        case StorageOptions.Chunks.None ignored -> Optional.empty();
        case StorageOptions.Chunks.Auto ignored -> Optional.empty();
      };
    }

    @Override
    public void read(Region region, CellBlock block) {
      MemorySegment target = block.cells();
      RegionCopy.copy(
          MemorySegment.ofArray(state.cells()),
          collection.arrays().shape(),
          region,
          target,
          region.shape(),
          new long[region.rank()],
          collection.arrays().dtype().size());
    }

    @Override
    public void close() {}
  }
}
