package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.CorruptDataException;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.Condition;
import io.hypertile.store.CountedStore;
import io.hypertile.store.Depth;
import io.hypertile.store.LiveRevisions;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.NodeDocument;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Chunks of a store far away that are stored as their cells are come straight to where they belong,
 * plain ones and those in shards: whole rows of the array are chunks.
 */
class FetchedInPlaceTest {
  private static final StorePrefix PLACE = new StorePrefix("rows");
  private static final Shape SHAPE = Shape.of(15, 6);
  private static final byte FILL = 7;
  private static final String BYTES = "{\"name\": \"bytes\"}";
  private static final String SHARDS =
      "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [2, 6], \"codecs\": ["
          + BYTES
          + "], \"index_codecs\": [{\"name\": \"bytes\", \"configuration\": {\"endian\":"
          + " \"little\"}}]}}";

  private final MemoryStore store = new MemoryStore("test");
  private final CodecPool pool = ZarrStores.pool();

  /** Writes by states of the store, and reads without. */
  private final ZarrArrays written =
      new ZarrArrays(store.revisions(), pool, ZarrArrays.FAR_AWAY, () -> Path.of("not-needed"));

  private final ZarrArrays arrays =
      new ZarrArrays(
          new LiveRevisions(store), pool, ZarrArrays.FAR_AWAY, () -> Path.of("not-needed"));

  private final byte[] cells = new byte[(int) SHAPE.cells()];

  @AfterEach
  void allMemoryComesBack() {
    store.close();
    long used = pool.memory().usedBytes();
    pool.close();
    assertThat(used).isZero();
  }

  /** An array whose rows 4 to 7 are not stored, one chunk and with it half a shard. */
  private void make(String kind, Random random) {
    boolean isSharded = kind.equals("sharded");
    String document =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [15, 6], "data_type": "uint8",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [%d, 6]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": 7, "codecs": [%s]}
        """
            .formatted(isSharded ? 8 : 2, isSharded ? SHARDS : BYTES);
    written.create(PLACE, NodeDocument.parse("test", document.getBytes(StandardCharsets.UTF_8)));
    random.nextBytes(cells);
    Arrays.fill(cells, 4 * 6, 8 * 6, FILL);
    written.write(PLACE, Region.whole(SHAPE), ZarrModel.source(cells), Precondition.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "sharded"})
  void boxesAreThoseOfTheArray(String kind) {
    Random random = TestSeed.random();
    make(kind, random);
    for (int round = 0; round < 200; round++) {
      long from = random.nextLong(15);
      long column = random.nextInt(3) == 0 ? random.nextLong(6) : 0;
      Region box =
          Region.of(
              new long[] {from, column}, new long[] {from + 1 + random.nextLong(15 - from), 6});
      // Memory of one thread cannot be filled by others.
      try (Arena arena = random.nextBoolean() ? Arena.ofConfined() : Arena.ofShared();
          ZarrCells read = arrays.cells(PLACE)) {
        MemorySegment target = arena.allocate(box.cells());
        read.read(box, target);
        assertThat(target.toArray(ValueLayout.JAVA_BYTE)).as("%s", box).isEqualTo(part(box));
      }
    }
  }

  private byte[] part(Region box) {
    byte[] part = new byte[(int) box.cells()];
    int at = 0;
    for (long row = box.start(0); row < box.stop(0); row++) {
      for (long column = box.start(1); column < box.stop(1); column++) {
        part[at++] = cells[(int) (row * 6 + column)];
      }
    }
    return part;
  }

  /** A search for it would also begin to fetch all chunks behind it. */
  @Test
  void chunkThatWasFoundAbsentIsNotAskedForAgain() {
    make("plain", TestSeed.random());
    CountedStore counted = new CountedStore(store);
    ZarrArrays far =
        new ZarrArrays(
            new LiveRevisions(counted), pool, ZarrArrays.FAR_AWAY, () -> Path.of("not-needed"));
    try (ZarrCells read = far.cells(PLACE);
        Arena arena = Arena.ofShared()) {
      read.read(Region.of(new long[] {4, 1}, new long[] {5, 3}), arena.allocate(2));
      MemorySegment target = arena.allocate(SHAPE.cells());
      long calls = counted.count(() -> read.read(Region.whole(SHAPE), target)).calls();
      assertThat(target.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(cells);
      assertThat(calls).isEqualTo(8 - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "sharded"})
  void objectOfAnotherSizeIsNamed(String kind) {
    make(kind, TestSeed.random());
    List<StoredObject> chunks =
        store.list(PLACE.child("c"), Optional.empty(), 100, Depth.ALL).objects();
    StoredObject last = chunks.getLast();
    byte[] bytes = store.load(last.key(), 1_000).orElseThrow().bytes();
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
    // The index of a shard stays at its end, and says that the first chunk is longer.
    if (kind.equals("sharded")) {
      int index = bytes.length - 4 * 16;
      System.arraycopy(bytes, index, longer, index + 3, 4 * 16);
      longer[index + 3 + 8] += 3;
    }
    store.put(last.key(), ObjectBody.of(longer), Condition.ALWAYS);
    try (ZarrCells read = arrays.cells(PLACE);
        Arena arena = Arena.ofShared()) {
      MemorySegment target = arena.allocate(SHAPE.cells());
      assertThatThrownBy(() -> read.read(Region.whole(SHAPE), target))
          .isInstanceOfSatisfying(
              CorruptDataException.class,
              failure -> assertThat(failure.detail()).contains(last.key().text()));
    }
  }
}
