package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.ArraySpecs;
import io.hypertile.engine.MemoryStorage;
import io.hypertile.engine.StoredArray;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Serves arrays whose rows hold their own number, without keeping them anywhere. */
final class HugeEngine implements ArrayEngine {
  /** Rows of an array, which together are more than 2 GiB. */
  static final long ROWS = 2100;

  static final long ROW_BYTES = 1 << 20;

  private final MemoryStorage storage;
  private final Map<ArrayId, StoredArray> arrays = new ConcurrentHashMap<>();
  final AtomicInteger openReaders = new AtomicInteger();
  volatile long failFromRow = Long.MAX_VALUE;
  volatile @Nullable RuntimeException failure;

  HugeEngine(MemoryStorage storage) {
    this.storage = storage;
  }

  /** Makes the one array of all rows, without a failure, and gives its cells' address. */
  String createArray(ApiClient api) throws IOException {
    storage.removeAll();
    failFromRow = Long.MAX_VALUE;
    failure = null;
    api.json(
            "POST",
            "/api/v1/collections",
            """
            {"name": "huge", "kind": "array", "dtype": "uint8",
             "dimensions": [{"name": "row", "size": %d}, {"name": "x", "size": %d}],
             "attributes": []}
            """
                .formatted(ROWS, ROW_BYTES))
        .expect(201);
    String arrays = "/api/v1/collections/huge/arrays";
    return api.json("POST", arrays, "{}").expect(201).header("Location") + "/subset";
  }

  @Override
  public StoredArray create(Collection collection, ArrayHeader header) {
    assertThat(storage.collections().find(collection.name())).isPresent();
    StoredArray array = new StoredArray(header, new Version("1"), true);
    arrays.put(header.id(), array);
    return array;
  }

  @Override
  public Optional<StoredArray> find(Collection collection, ArrayId id) {
    return Optional.ofNullable(arrays.get(id));
  }

  @Override
  public Optional<StoredArray> findByKey(Collection collection, Attributes primary) {
    return Optional.empty();
  }

  @Override
  public List<ArrayId> list(Collection collection, @Nullable ArrayId after, int limit) {
    return List.of();
  }

  @Override
  public StoredArray updateAttributes(
      Collection collection, ArrayId id, UnaryOperator<Attributes> change, Precondition condition) {
    throw new IllegalStateException("not played");
  }

  @Override
  public boolean delete(Collection collection, ArrayId id, Precondition condition) {
    find(collection, id).ifPresent(array -> condition.require(array.version()));
    return arrays.remove(id) != null;
  }

  @Override
  public ArrayReader open(Collection collection, ArrayId id, Region bounds) {
    openReaders.incrementAndGet();
    StoredArray array = arrays.get(id);
    return new ArrayReader() {
      @Override
      public StoredArray array() {
        return array;
      }

      @Override
      public ArraySpec spec() {
        return ArraySpecs.of(collection.arrays(), array.header());
      }

      @Override
      public Optional<Shape> chunkShape() {
        return Optional.empty();
      }

      @Override
      public void read(Region region, CellBlock block) {
        MemorySegment target = block.cells();
        for (long row = region.start(0); row < region.stop(0); row++) {
          RuntimeException planned = failure;
          if (row >= failFromRow && planned != null) {
            throw planned;
          }
          long at = (row - region.start(0)) * region.length(1);
          target.asSlice(at, region.length(1)).fill((byte) row);
        }
        assertThat(target.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) region.start(0));
      }

      @Override
      public void close() {
        openReaders.decrementAndGet();
      }
    };
  }

  @Override
  public Version write(
      Collection collection, ArrayId id, Region region, CellSource cells, Precondition condition) {
    throw new IllegalStateException("not played");
  }

  @Override
  public Version clear(Collection collection, ArrayId id, Region region, Precondition condition) {
    throw new IllegalStateException("not played");
  }

  @Override
  public void close() {}
}
