package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.CellReader;
import io.hypertile.array.ChunkObject;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays that are changed, against arrays in memory that are changed alike. */
@Timeout(180)
abstract class ZarrWritingContract extends OwnArrays {
  private static final StorePrefix PLACE = new StorePrefix("lake/a");

  private Version write(Region box, byte[] cells) {
    try (ZarrArray array = arrays.find(PLACE)) {
      return array.write(box, ZarrModel.source(cells), Precondition.NONE);
    }
  }

  private Version version() {
    try (ZarrArray array = arrays.find(PLACE)) {
      return array.version();
    }
  }

  private byte[] read() {
    try (ZarrCells cells = arrays.cells(PLACE)) {
      return ZarrStores.read(cells, Region.whole(cells.shape()));
    }
  }

  @ParameterizedTest
  @MethodSource("io.hypertile.zarr.cells.ZarrModel#chains")
  void changesAtRandomAreThoseOfAnArrayInMemory(String codecs) throws Exception {
    Random random = TestSeed.random();
    ZarrModel model = new ZarrModel(Shape.of(11, 14));
    arrays.create(PLACE, ZarrModel.document(model.shape(), codecs));
    assertThat(read()).isEqualTo(model.cells());
    Version version = version();
    for (int round = 0; round < 25; round++) {
      Version next = model.change(random, arrays, PLACE);
      assertThat(next).isNotEqualTo(version);
      version = next;
      assertThat(read()).as("round %d", round).isEqualTo(model.cells());
    }
  }

  @Test
  void objectsOfChunksAreThoseOfTheStateThatAReaderHas() throws Exception {
    Shape shape = Shape.of(8, 12);
    arrays.create(PLACE, ZarrModel.document(shape, ZarrModel.LITTLE));
    byte[] cells = new byte[8 * 12 * 4];
    Arrays.fill(cells, (byte) 1);
    write(Region.of(new long[] {0, 0}, new long[] {4, 12}), Arrays.copyOf(cells, 4 * 12 * 4));
    try (ZarrArray array = arrays.find(PLACE);
        CellReader reader = array.open(Region.whole(shape))) {
      ChunkObject object = reader.object(new long[] {0, 1}).orElseThrow();
      byte[] before = bytes(object);
      assertThat(before).containsOnly(1).isNotEmpty();
      Arrays.fill(cells, (byte) 2);
      write(Region.whole(shape), cells);
      assertThat(bytes(object)).isEqualTo(before);
      assertThat(reader.object(new long[] {0, 1}).orElseThrow().version())
          .isEqualTo(object.version());
      assertThat(reader.object(new long[] {1, 1})).isEmpty();
      try (ZarrArray now = arrays.find(PLACE);
          CellReader next = now.open(Region.whole(shape))) {
        ChunkObject changed = next.object(new long[] {0, 1}).orElseThrow();
        assertThat(bytes(changed)).containsOnly(2).hasSameSizeAs(before);
        assertThat(changed.version()).isNotEqualTo(object.version());
        assertThat(next.object(new long[] {1, 1})).isPresent();
        assertThat(next.object(new long[] {2, 0})).isEmpty();
      }
    }
  }

  /** The bytes of an object, read in two parts. */
  private static byte[] bytes(ChunkObject object) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment read = arena.allocate(object.size());
      object.read(0, read.asSlice(0, 5));
      object.read(5, read.asSlice(5));
      return read.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private List<String> keys() {
    return store.list(StorePrefix.ROOT, Optional.empty(), 1_000, Depth.ALL).objects().stream()
        .map(StoredObject::key)
        .map(Object::toString)
        .toList();
  }

  @Test
  void chunksOfNothingButTheFillValueAreNotStored() throws Exception {
    arrays.create(PLACE, ZarrModel.document(Shape.of(8, 12), ZarrModel.LITTLE));
    write(Region.whole(Shape.of(8, 12)), new byte[8 * 12 * 4]);
    assertThat(keys())
        .containsExactly(
            "lake/a/c/0/0", "lake/a/c/0/1", "lake/a/c/1/0", "lake/a/c/1/1", "lake/a/zarr.json");
    try (ZarrArray array = arrays.find(PLACE)) {
      array.clear(Region.of(new long[] {0, 0}, new long[] {4, 12}), Precondition.NONE);
    }
    assertThat(keys()).containsExactly("lake/a/c/1/0", "lake/a/c/1/1", "lake/a/zarr.json");
    arrays.resize(PLACE, Shape.of(8, 6), Precondition.NONE);
    assertThat(keys()).containsExactly("lake/a/c/1/0", "lake/a/zarr.json");
    Region rest = Region.of(new long[] {4, 0}, new long[] {8, 6});
    write(rest, ZarrModel.filled(rest.shape()));
    assertThat(keys()).containsExactly("lake/a/zarr.json");
  }

  /** A grid of 2^58 chunks, of which a few are stored. */
  @Test
  void clearingAnArrayOfMoreChunksThanCouldBeWalkedTakesThoseThatAreStored() {
    Shape shape = Shape.of(1L << 30, 3L << 31);
    arrays.create(PLACE, ZarrModel.document(shape, ZarrModel.LITTLE));
    Region first = Region.of(new long[] {1, 1}, new long[] {6, 14});
    byte[] cells = ZarrModel.random(TestSeed.random(), first);
    write(first, cells);
    Region last =
        Region.of(new long[] {(1L << 30) - 4, (3L << 31) - 6}, new long[] {1L << 30, 3L << 31});
    write(last, new byte[4 * 6 * 4]);
    assertThat(keys()).hasSize(2 * 3 + 2);
    clear(Region.of(new long[] {0, 0}, new long[] {4, 3L << 31}));
    try (ZarrCells left = arrays.cells(PLACE)) {
      Region row = Region.of(new long[] {4, 1}, new long[] {6, 14});
      assertThat(ZarrStores.read(left, row))
          .isEqualTo(Arrays.copyOfRange(cells, 3 * 13 * 4, 5 * 13 * 4));
    }
    assertThat(keys()).hasSize(3 + 2);
    clear(Region.of(new long[] {5, 0}, new long[] {1L << 30, 3L << 31}));
    try (ZarrCells left = arrays.cells(PLACE)) {
      Region row = Region.of(new long[] {4, 1}, new long[] {6, 14});
      byte[] expected = Arrays.copyOfRange(cells, 3 * 13 * 4, 5 * 13 * 4);
      Arrays.fill(expected, 13 * 4, 2 * 13 * 4, (byte) -1);
      assertThat(ZarrStores.read(left, row)).isEqualTo(expected);
    }
    assertThat(keys()).hasSize(3 + 1);
    clear(Region.whole(shape));
    assertThat(keys()).containsExactly("lake/a/zarr.json");
  }

  private void clear(Region box) {
    try (ZarrArray array = arrays.find(PLACE)) {
      array.clear(box, Precondition.NONE);
    }
  }

  @Test
  void shapesThatNoArrayCanHaveChangeNothing() {
    Shape shape = Shape.of(1L << 30, 3L << 31);
    arrays.create(PLACE, ZarrModel.document(shape, ZarrModel.LITTLE));
    Version before = version();
    CellSource none = ZarrModel.source(new byte[4]);
    assertThatThrownBy(() -> arrays.append(PLACE, 0, Long.MAX_VALUE, none, Precondition.NONE))
        .isInstanceOfSatisfying(ServiceException.class, ZarrWritingContract::isOfShape);
    assertThatThrownBy(() -> arrays.append(PLACE, 1, 1L << 35, none, Precondition.NONE))
        .isInstanceOfSatisfying(ServiceException.class, ZarrWritingContract::isOfShape);
    assertThatThrownBy(() -> write(Region.whole(shape), new byte[4]))
        .isInstanceOfSatisfying(ServiceException.class, ZarrWritingContract::isOfShape);
    for (Shape other : List.of(Shape.of(1L << 62, 1L << 62), Shape.of(5), Shape.of(1, 2, 3))) {
      assertThatThrownBy(() -> arrays.resize(PLACE, other, Precondition.NONE))
          .isInstanceOfSatisfying(ServiceException.class, ZarrWritingContract::isOfShape);
    }
    assertThat(version()).isEqualTo(before);
    assertThat(keys()).containsExactly("lake/a/zarr.json");
  }

  private static void isOfShape(ServiceException failure) {
    assertThat(failure.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH);
  }

  @Test
  void cellsCutOffDoNotComeBack() throws Exception {
    arrays.create(PLACE, ZarrModel.document(Shape.of(8, 12), ZarrModel.LITTLE));
    write(Region.whole(Shape.of(8, 12)), new byte[8 * 12 * 4]);
    arrays.resize(PLACE, Shape.of(3, 5), Precondition.NONE);
    arrays.resize(PLACE, Shape.of(8, 12), Precondition.NONE);
    ZarrModel model = new ZarrModel(Shape.of(8, 12));
    Region kept = Region.whole(Shape.of(3, 5));
    model.put(kept, new byte[3 * 5 * 4]);
    assertThat(read()).isEqualTo(model.cells());
  }

  @Test
  void nodesAreMadeOnce() {
    ArrayDocument document = ZarrModel.document(Shape.of(8, 12), ZarrModel.LITTLE);
    Version made = arrays.create(PLACE, document);
    try (ZarrArray array = arrays.find(PLACE)) {
      assertThat(array.version()).isEqualTo(made);
    }
    assertThatThrownBy(() -> arrays.create(PLACE, document))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    assertThat(store.load(PLACE.key("zarr.json"), 10_000).orElseThrow().bytes())
        .isEqualTo(document.bytes());
  }

  @Test
  void bodiesOfAnotherSizeChangeNothing() {
    arrays.create(PLACE, ZarrModel.document(Shape.of(8, 12), ZarrModel.LITTLE));
    Version before = version();
    for (Region box : List.of(Region.whole(Shape.of(8, 12)), Region.whole(Shape.of(2, 3)))) {
      for (int more : new int[] {-1, 1, 4}) {
        byte[] cells = new byte[(int) box.cells() * 4 + more];
        assertThatThrownBy(() -> write(box, cells))
            .isInstanceOfSatisfying(
                ServiceException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH));
      }
    }
    assertThat(version()).isEqualTo(before);
    assertThat(keys()).containsExactly("lake/a/zarr.json");
  }

  @Test
  void manyCellsWaitOnDisk() {
    Shape shape = Shape.of(1_500, 1_600);
    String text =
        new String(
            ZarrModel.document(shape, ZarrModel.LITTLE + ", " + ZarrModel.ZSTD).bytes(),
            StandardCharsets.UTF_8);
    String large = text.replaceAll("(\"chunk_shape\": )\\[[^]]*]", "$1[512, 512]");
    arrays.create(PLACE, NodeDocument.parse("test", large.getBytes(StandardCharsets.UTF_8)));
    Region box = Region.of(new long[] {1, 1}, new long[] {1_500, 1_600});
    ZarrModel model = new ZarrModel(shape);
    byte[] cells = ZarrModel.random(TestSeed.random(), box);
    model.put(box, cells);
    write(box, cells);
    assertThat(scratchFiles).hasValue(1);
    assertThat(read()).isEqualTo(model.cells());
    Region whole = Region.whole(shape);
    write(whole, ZarrModel.random(TestSeed.random(1), whole));
    assertThat(scratchFiles).hasValue(1);
    assertThat(read()).isEqualTo(ZarrModel.random(TestSeed.random(1), whole));
  }

  /** Writers of boxes that share chunks: each box is whole, and readers see one state. */
  @Test
  void racingWritersLoseNothing() throws Exception {
    arrays.create(PLACE, ZarrModel.document(Shape.of(8, 12), ZarrModel.LITTLE));
    AtomicBoolean isOver = new AtomicBoolean();
    // A store in memory never waits, and virtual threads that never wait keep others from running.
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        long row = 2L * writer;
        Region box = Region.of(new long[] {row, 0}, new long[] {row + 2, 12});
        writers.add(
            threads.submit(() -> {
              for (byte round = 1; round <= 8; round++) {
                byte[] cells = new byte[(int) box.cells() * 4];
                Arrays.fill(cells, round);
                write(box, cells);
              }
            }));
      }
      Future<?> reader =
          threads.submit(() -> {
            while (!isOver.get()) {
              byte[] all = read();
              for (int row = 0; row < 8; row += 2) {
                byte[] rows = Arrays.copyOfRange(all, row * 48, row * 48 + 96);
                assertThat(rows).containsOnly(rows[0]);
              }
            }
          });
      try {
        for (Future<?> writer : writers) {
          writer.get();
        }
      } finally {
        isOver.set(true);
      }
      reader.get();
    }
    assertThat(read()).containsOnly((byte) 8);
  }

  @Test
  void arraysOfFormat2AreOnlyRead() {
    String document =
        """
        {"zarr_format": 2, "shape": [4], "chunks": [2], "dtype": "<i4", "compressor": null,
         "fill_value": -1, "order": "C", "filters": null}
        """;
    store.put(
        PLACE.key(".zarray"),
        ObjectBody.of(document.getBytes(StandardCharsets.UTF_8)),
        Condition.ALWAYS);
    assertThat(read()).containsOnly(-1);
    assertThatThrownBy(() -> write(Region.whole(Shape.of(4)), new byte[16]))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
  }
}
