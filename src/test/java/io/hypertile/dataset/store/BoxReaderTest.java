package io.hypertile.dataset.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.ArrayBox;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.cells.ZarrCells;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Boxes read at once against the same boxes read array by array. */
class BoxReaderTest {
  private static final String PLAIN =
      """
      {"name": "bytes", "configuration": {"endian": "little"}}\
      """;
  private static final String PACKED =
      """
      {"name": "bytes", "configuration": {"endian": "little"}},
      {"name": "zstd", "configuration": {"level": 1, "checksum": false}}\
      """;
  private static final String SHUFFLED =
      """
      {"name": "bytes", "configuration": {"endian": "little"}},
      {"name": "blosc", "configuration": {"cname": "zstd", "clevel": 1, "shuffle": "shuffle",
       "typesize": 4, "blocksize": 0}}\
      """;
  private static final Map<String, String> CODECS =
      Map.of("plain", PLAIN, "packed", PACKED, "shuffled", SHUFFLED);

  /** Ends the names of arrays of one chunk. */
  private static final String WHOLE = "_whole";

  private static final List<String> ARRAYS =
      CODECS.keySet().stream().sorted().flatMap(name -> Stream.of(name, name + WHOLE)).toList();
  private static final String SHARDED =
      """
      {"name": "sharding_indexed", "configuration": {"chunk_shape": [2, 2],
       "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
       "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}]}}\
      """;

  private final Random random = TestSeed.random();
  private final CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20));
  private final MemoryStore store = new MemoryStore("test");
  private SegmentedRevisions segments;
  private ZarrArrays arrays;

  @BeforeEach
  void open() {
    segments =
        SegmentedRevisions.open(
            store.revisions(), StorePrefix.ROOT, pool.memory(), () -> Path.of("not-needed"));
    arrays = new ZarrArrays(segments, pool, ReadAhead.LOCAL, () -> Path.of("not-needed"));
  }

  @AfterEach
  void allMemoryComesBack() {
    segments.close();
    assertThat(pool.memory().usedBytes()).isZero();
    pool.close();
  }

  /** Makes the arrays of a dataset, each with some cells. */
  private void create(String dataset) {
    for (String array : ARRAYS) {
      create(dataset, array, CODECS.get(array.replace(WHOLE, "")));
      for (int writes = random.nextInt(4); writes > 0; writes--) {
        write(dataset, array);
      }
    }
  }

  private void create(String dataset, String array, String codecs) {
    NodeDocument group =
        NodeDocument.parse("group", bytes("{\"zarr_format\": 3, \"node_type\": \"group\"}"));
    StorePrefix place = new StorePrefix(dataset);
    if (segments.store().find(place.key("zarr.json")).isEmpty()) {
      arrays.create(place, group);
    }
    String text =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [11, 9], "data_type": "int32",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": %s}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": 7, "codecs": [%s]}
        """
            .formatted(array.endsWith(WHOLE) ? "[11, 9]" : "[4, 4]", codecs);
    arrays.create(place.child(array), NodeDocument.parse("array", bytes(text)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void write(String dataset, String array) {
    Region box = box();
    byte[] cells = new byte[Math.toIntExact(box.cells() * Integer.BYTES)];
    random.nextBytes(cells);
    arrays.write(
        new StorePrefix(dataset).child(array),
        box,
        StorageFixtures.source(cells),
        Precondition.NONE);
  }

  private Region box() {
    long[] start = {random.nextInt(11), random.nextInt(9)};
    return Region.of(
        start,
        new long[] {
          start[0] + 1 + random.nextInt(11 - (int) start[0]),
          start[1] + 1 + random.nextInt(9 - (int) start[1])
        });
  }

  @Test
  void boxesOfManyArraysAreThoseOfEach() {
    for (int dataset = 0; dataset < 12; dataset++) {
      create("d" + dataset);
    }
    try (BoxReader reader = new BoxReader(pool, 16, 300);
        BoxReader keeping = new BoxReader(pool, 1 << 16, 1 << 20)) {
      for (int round = 0; round < 20; round++) {
        requireSame(reader);
        requireSame(keeping);
        requireSame(keeping);
      }
    }
  }

  /** What was found in rows is kept, and given only for states that have the same rows. */
  @Test
  void boxesAreThoseOfTheirStateAfterEveryChange() {
    for (int dataset = 0; dataset < 12; dataset++) {
      create("d" + dataset);
    }
    try (BoxReader reader = new BoxReader(pool, 1 << 10, 1 << 14)) {
      for (int round = 0; round < 40; round++) {
        requireSame(reader);
        try (SegmentState before = segments.openAll();
            Arena arena = Arena.ofShared()) {
          List<ArrayBox> boxes = boxes(arena);
          reader.read(before, boxes);
          change();
          requireSame(reader);
          List<ArrayBox> same = boxes.stream().map(box -> again(arena, box)).toList();
          reader.read(before, same);
          for (int number = 0; number < boxes.size(); number++) {
            assertThat(cells(same.get(number))).isEqualTo(cells(boxes.get(number)));
          }
        }
      }
    }
  }

  private void change() {
    String dataset = "d" + random.nextInt(12);
    switch (random.nextInt(5)) {
      case 0 -> {
        arrays.deleteAll(List.of(new StorePrefix(dataset)));
        create(dataset);
      }
      case 1 -> segments.compact();
      case 2 -> segments.merge(2);
      default -> write(dataset, ARRAYS.get(random.nextInt(ARRAYS.size())));
    }
  }

  private static ArrayBox again(Arena arena, ArrayBox box) {
    MemorySegment target = arena.allocate(box.target().cells().byteSize(), 64);
    return new ArrayBox(box.dataset(), box.array(), box.region(), CellBlock.of(target));
  }

  private static byte[] cells(ArrayBox box) {
    return box.target().cells().toArray(ValueLayout.JAVA_BYTE);
  }

  private List<ArrayBox> boxes(Arena arena) {
    List<ArrayBox> boxes = new ArrayList<>();
    for (int number = 0; number < 30; number++) {
      Region region = box();
      MemorySegment target = arena.allocate(region.cells() * Integer.BYTES, 64);
      boxes.add(
          new ArrayBox(
              new DatasetName("d" + random.nextInt(12)),
              new ArrayName(ARRAYS.get(random.nextInt(ARRAYS.size()))),
              region,
              CellBlock.of(target)));
    }
    return boxes;
  }

  private void requireSame(BoxReader reader) {
    try (SegmentState state = segments.openAll();
        Arena arena = Arena.ofShared()) {
      List<ArrayBox> boxes = boxes(arena);
      assertThat(reader.read(state, boxes)).isEmpty();
      for (ArrayBox box : boxes) {
        StorePrefix place = new StorePrefix(box.dataset().text()).child(box.array().text());
        try (ZarrCells cells = arrays.cells(place)) {
          MemorySegment expected = arena.allocate(box.target().cells().byteSize(), 64);
          cells.read(box.region(), expected);
          assertThat(box.target().cells().toArray(ValueLayout.JAVA_BYTE))
              .isEqualTo(expected.toArray(ValueLayout.JAVA_BYTE));
        }
      }
    }
  }

  @Test
  void shardedArraysAreLeftAndUnknownOnesRefused() {
    create("d", "sharded", SHARDED);
    try (BoxReader reader = new BoxReader(pool, 16, 0);
        SegmentState state = segments.openAll();
        Arena arena = Arena.ofShared()) {
      ArrayBox sharded = cell(arena, "d", "sharded");
      assertThat(reader.read(state, List.of(sharded))).containsExactly(sharded);
      for (ArrayBox box : List.of(cell(arena, "d", "none"), cell(arena, "e", "sharded"))) {
        assertThatThrownBy(() -> reader.read(state, List.of(box)))
            .isInstanceOfSatisfying(
                ServiceException.class,
                e ->
                    assertThat(e.code())
                        .isIn(ErrorCode.ARRAY_NOT_FOUND, ErrorCode.DATASET_NOT_FOUND));
      }
    }
  }

  private static ArrayBox cell(Arena arena, String dataset, String array) {
    return new ArrayBox(
        new DatasetName(dataset),
        new ArrayName(array),
        Region.of(new long[] {0, 0}, new long[] {1, 1}),
        CellBlock.of(arena.allocate(Integer.BYTES, 64)));
  }
}
