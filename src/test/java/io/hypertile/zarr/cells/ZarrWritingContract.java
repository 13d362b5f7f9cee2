package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays that are changed, against arrays in memory that are changed alike. */
@Timeout(180)
abstract class ZarrWritingContract {
  private static final StorePrefix PLACE = new StorePrefix("lake/a");
  private static final String LITTLE =
      "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"little\"}}";
  private static final String SHARDED =
      "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [%s], \"codecs\": [%s],"
          + " \"index_codecs\": ["
          + LITTLE
          + ", {\"name\": \"crc32c\"}], \"index_location\": \"%s\"}}";
  private static final String ZSTD =
      "{\"name\": \"zstd\", \"configuration\": {\"level\": 1, \"checksum\": false}}";

  @TempDir private Path scratch;
  private final CodecPool pool = ZarrStores.pool();
  private final AtomicInteger scratchFiles = new AtomicInteger();
  protected Store store;
  protected ZarrArrays arrays;

  /** An empty store. */
  protected abstract Store create();

  /** Its states. */
  protected abstract Revisions revisions();

  @BeforeEach
  void open() {
    store = create();
    arrays =
        new ZarrArrays(
            revisions(),
            pool,
            ReadAhead.LOCAL,
            () -> scratch.resolve(Integer.toString(scratchFiles.incrementAndGet())));
  }

  @AfterEach
  void allMemoryComesBack() {
    store.close();
    long used = pool.memory().usedBytes();
    pool.close();
    assertThat(used).isZero();
    assertThat(scratch).isEmptyDirectory();
  }

  /** Chains of codecs for chunks of 4 by 6 cells of four bytes. */
  static List<String> chains() {
    return List.of(
        LITTLE,
        LITTLE + ", " + ZSTD,
        "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"big\"}}, {\"name\": \"gzip\","
            + " \"configuration\": {\"level\": 1}}",
        "{\"name\": \"transpose\", \"configuration\": {\"order\": [1, 0]}}, "
            + LITTLE
            + ", {\"name\": \"blosc\", \"configuration\": {\"cname\": \"zstd\", \"clevel\": 1,"
            + " \"shuffle\": \"shuffle\", \"typesize\": 4, \"blocksize\": 0}}, {\"name\":"
            + " \"crc32c\"}",
        SHARDED.formatted("2, 3", LITTLE + ", " + ZSTD, "end"),
        SHARDED.formatted("4, 2", LITTLE, "start"),
        SHARDED.formatted("2, 6", SHARDED.formatted("1, 2", LITTLE, "end"), "end"),
        SHARDED.formatted("2, 2", LITTLE, "end") + ", " + ZSTD);
  }

  private static ArrayDocument document(Shape shape, String codecs) {
    String text =
        """
        {"zarr_format": 3, "node_type": "array", "shape": %s, "data_type": "int32",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [4, 6]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": -1, "codecs": [%s]}
        """
            .formatted(shape, codecs);
    return (ArrayDocument) NodeDocument.parse("test", text.getBytes(StandardCharsets.UTF_8));
  }

  /** An array in memory. */
  private static final class Model {
    private Shape shape;
    private byte[] cells;

    private Model(Shape shape) {
      this.shape = shape;
      this.cells = filled(shape);
    }

    private static byte[] filled(Shape shape) {
      byte[] cells = new byte[(int) shape.cells() * 4];
      Arrays.fill(cells, (byte) -1);
      return cells;
    }

    private void put(Region box, byte[] given) {
      RegionCopy.copy(
          MemorySegment.ofArray(given),
          box.shape(),
          Region.whole(box.shape()),
          MemorySegment.ofArray(cells),
          shape,
          box.startArray(),
          4);
    }

    private byte[] get(Region box) {
      byte[] given = new byte[(int) box.cells() * 4];
      RegionCopy.copy(
          MemorySegment.ofArray(cells),
          shape,
          box,
          MemorySegment.ofArray(given),
          box.shape(),
          new long[2],
          4);
      return given;
    }

    private void resize(Shape next) {
      Model other = new Model(next);
      Region.whole(shape)
          .intersection(Region.whole(next))
          .ifPresent(common -> other.put(common, get(common)));
      shape = next;
      cells = other.cells;
    }
  }

  private static CellSource source(byte[] cells) {
    ByteBuffer bytes = ByteBuffer.wrap(cells);
    return target -> {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(bytes.remaining(), target.remaining());
      target.put(bytes.slice().limit(count));
      bytes.position(bytes.position() + count);
      return count;
    };
  }

  private Version write(Region box, byte[] cells) {
    try (ZarrArray array = arrays.find(PLACE)) {
      return array.write(box, source(cells), Precondition.NONE);
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

  private static byte[] random(Random random, Region box) {
    byte[] cells = new byte[(int) box.cells() * 4];
    for (int at = 0; at < cells.length; at += 4) {
      cells[at] = (byte) random.nextInt(7);
    }
    return cells;
  }

  private static Region box(Random random, Shape shape) {
    long[] start = new long[2];
    long[] stop = new long[2];
    for (int axis = 0; axis < 2; axis++) {
      start[axis] = random.nextLong(shape.length(axis));
      stop[axis] = start[axis] + 1 + random.nextLong(shape.length(axis) - start[axis]);
    }
    return Region.of(start, stop);
  }

  @ParameterizedTest
  @MethodSource("chains")
  void changesAtRandomAreThoseOfAnArrayInMemory(String codecs) throws Exception {
    Random random = TestSeed.random();
    Model model = new Model(Shape.of(11, 14));
    arrays.create(PLACE, document(model.shape, codecs));
    assertThat(read()).isEqualTo(model.cells);
    Version version = version();
    for (int round = 0; round < 25; round++) {
      Version next = change(random, model);
      assertThat(next).isNotEqualTo(version);
      version = next;
      assertThat(read()).as("round %d", round).isEqualTo(model.cells);
    }
  }

  private Version change(Random random, Model model) throws Exception {
    Region box = random.nextInt(5) == 0 ? Region.whole(model.shape) : box(random, model.shape);
    switch (random.nextInt(6)) {
      case 0 -> {
        byte[] fill = Model.filled(box.shape());
        model.put(box, fill);
        try (ZarrArray array = arrays.find(PLACE)) {
          return array.clear(box, Precondition.at(array.version()));
        }
      }
      case 1 -> {
        Shape shape = Shape.of(1 + random.nextInt(15), 1 + random.nextInt(15));
        model.resize(shape);
        return arrays.resize(PLACE, shape, Precondition.NONE);
      }
      case 2 -> {
        int axis = random.nextInt(2);
        long[] lengths = model.shape.toArray();
        long[] start = new long[2];
        start[axis] = lengths[axis];
        lengths[axis] += 1 + random.nextInt(5);
        model.resize(Shape.of(lengths));
        Region added = Region.of(start, lengths);
        byte[] cells = random(random, added);
        model.put(added, cells);
        Appended appended =
            arrays.append(PLACE, axis, added.length(axis), source(cells), Precondition.NONE);
        assertThat(appended.box()).isEqualTo(added);
        return appended.version();
      }
      default -> {
        byte[] cells = random(random, box);
        model.put(box, cells);
        return write(box, cells);
      }
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
    arrays.create(PLACE, document(Shape.of(8, 12), LITTLE));
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
    write(rest, Model.filled(rest.shape()));
    assertThat(keys()).containsExactly("lake/a/zarr.json");
  }

  @Test
  void cellsCutOffDoNotComeBack() throws Exception {
    arrays.create(PLACE, document(Shape.of(8, 12), LITTLE));
    write(Region.whole(Shape.of(8, 12)), new byte[8 * 12 * 4]);
    arrays.resize(PLACE, Shape.of(3, 5), Precondition.NONE);
    arrays.resize(PLACE, Shape.of(8, 12), Precondition.NONE);
    Model model = new Model(Shape.of(8, 12));
    Region kept = Region.whole(Shape.of(3, 5));
    model.put(kept, new byte[3 * 5 * 4]);
    assertThat(read()).isEqualTo(model.cells);
  }

  @Test
  void nodesAreMadeOnce() {
    ArrayDocument document = document(Shape.of(8, 12), LITTLE);
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
    arrays.create(PLACE, document(Shape.of(8, 12), LITTLE));
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
    String text = new String(document(shape, LITTLE + ", " + ZSTD).bytes(), StandardCharsets.UTF_8);
    String large = text.replaceAll("(\"chunk_shape\": )\\[[^]]*]", "$1[512, 512]");
    arrays.create(PLACE, NodeDocument.parse("test", large.getBytes(StandardCharsets.UTF_8)));
    Region box = Region.of(new long[] {1, 1}, new long[] {1_500, 1_600});
    Model model = new Model(shape);
    byte[] cells = random(TestSeed.random(), box);
    model.put(box, cells);
    write(box, cells);
    assertThat(scratchFiles).hasValue(1);
    assertThat(read()).isEqualTo(model.cells);
    Region whole = Region.whole(shape);
    write(whole, random(TestSeed.random(1), whole));
    assertThat(scratchFiles).hasValue(1);
    assertThat(read()).isEqualTo(random(TestSeed.random(1), whole));
  }

  /** Writers of boxes that share chunks: each box is whole, and readers see one state. */
  @Test
  void racingWritersLoseNothing() throws Exception {
    arrays.create(PLACE, document(Shape.of(8, 12), LITTLE));
    AtomicBoolean isOver = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
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
      for (Future<?> writer : writers) {
        writer.get();
      }
      isOver.set(true);
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
