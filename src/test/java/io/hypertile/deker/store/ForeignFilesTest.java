package io.hypertile.deker.store;

import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.deker.store.check.DekerFault;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.ChunkTable;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Lookup3;
import io.hypertile.hdf5.image.ImageFile;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import io.jhdf.HdfFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts that only other programs write: newer chunk indexes, and links in a heap. */
class ForeignFilesTest {
  static final List<String> COUNTING = Variant.COUNTING;

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(strings = {"many-fixed", "many-fixed-gzip", "many-extensible", "many-btree2"})
  void readIndexesOfManyChunks(String name) throws Exception {
    ImageFile file = Variant.file(name);
    Shape shape = Variant.shape(name);
    DataLayout.Chunked layout = (DataLayout.Chunked) file.parse().data().orElseThrow().layout();
    assertThat(layout.table().size()).isEqualTo(9000);
    assertThat(layout.table().isPatchable()).isFalse();
    assertThat(Variant.read(file, DType.INT32, shape, Region.whole(shape)))
        .containsExactly(IntStream.range(0, 9000).asDoubleStream().toArray());
  }

  /** Rows of cells that hold their own numbers, in the chunks that were written. */
  @ParameterizedTest
  @CsvSource({"fixed", "one", "both"})
  void indexesOfEveryCountAreRead(String index) throws Exception {
    for (int count : new int[] {1, 5, 1023, 1024, 1025, 2048, 3072, 4095, 4096, 4097}) {
      assertCounted("count-" + index + "-" + count, count, IntStream.range(0, count));
    }
    assertCounted("count-" + index + "-gzip-2048", 2048, IntStream.range(0, 2048));
    assertCounted("count-" + index + "-none-2048", 2048, IntStream.empty());
    IntStream some = IntStream.concat(IntStream.of(3, 4999), IntStream.range(1020, 1030));
    assertCounted("count-" + index + "-some-5000", 5000, some);
    int[] far = {0, 4, 131055, 131056, 133000, 139999};
    assertCounted("count-" + index + "-far-140000", 140_000, IntStream.of(far));
    assertCounted("count-" + index + "-far-gzip-140000", 140_000, IntStream.of(far));
  }

  private static void assertCounted(String name, int count, IntStream written) throws Exception {
    double[] expected = new double[count];
    Arrays.fill(expected, -9);
    written.forEach(cell -> expected[cell] = cell);
    Shape shape = Shape.of(1, count);
    assertThat(Variant.read(Variant.file(name), DType.INT32, shape, Region.whole(shape)))
        .as(name)
        .containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"latest-fixed-sparse", "latest-extensible-sparse", "latest-btree2-sparse"})
  void absentChunksHaveTheFilesFillValue(String name) throws Exception {
    double[] cells =
        Variant.read(Variant.file(name), DType.FLOAT64, Variant.SHAPE, Region.whole(Variant.SHAPE));
    for (int cell = 0; cell < 60; cell++) {
      boolean isStored = cell / 20 == 1 && cell % 10 >= 3 && cell % 10 < 6;
      assertThat(cells[cell]).as("cell %d", cell).isEqualTo(isStored ? cell : -9);
    }
  }

  @Test
  void pagesThatWereNeverWrittenHoldAbsentChunks() throws Exception {
    Shape shape = Shape.of(100, 90);
    double[] cells =
        Variant.read(Variant.file("many-fixed-pages"), DType.INT32, shape, Region.whole(shape));
    for (int cell = 0; cell < cells.length; cell++) {
      assertThat(cells[cell]).as("cell %d", cell).isEqualTo(cell < 270 ? 1 : -9);
    }
    Shape full = Shape.of(64, 32);
    assertThat(
            Variant.read(
                Variant.file("many-fixed-full-pages"), DType.INT32, full, Region.whole(full)))
        .containsExactly(IntStream.range(0, 2048).asDoubleStream().toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "refused-virtual,a virtual dataset",
    "refused-external,external files",
    "refused-committed-meta,a datatype shared between objects",
    "refused-soft,a soft link data",
    "refused-huge-link,huge objects",
    "refused-many,of more than 16777216 chunks"
  })
  void legalFormsOutsideTheProfileAreRefusedByName(String name, String feature) throws Exception {
    assertRefused(Variant.file(name), name, feature);
  }

  @Test
  void headsAndLayoutsOutsideTheProfileAreRefusedByName() throws Exception {
    ImageFile superblock = Variant.file("earliest");
    superblock.write(8, new byte[] {9});
    assertRefused(superblock, "", "superblock version 9");
    ImageFile addresses = Variant.file("earliest");
    addresses.write(13, new byte[] {4});
    assertRefused(addresses, "", "addresses of 4 and lengths of 8 bytes");
    ImageFile layout = Variant.file("earliest");
    layout.write(layout.parse().data().orElseThrow().place().layout().position(), new byte[] {2});
    assertRefused(layout, "", "layout version 2");
  }

  @Test
  void extensibleArraysOfOtherParametersAreRefusedByName() throws Exception {
    ImageFile file = Variant.file("latest-extensible");
    byte[] bytes = file.bytes().clone();
    int head = indexOf(bytes, "EAHD");
    bytes[head + 11] = 9;
    byte[] sum = new byte[4];
    ByteBuffer.wrap(sum)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(Lookup3.hash(Arrays.copyOfRange(bytes, head, head + 68)));
    System.arraycopy(sum, 0, bytes, head + 68, 4);
    assertRefused(
        new ImageFile(bytes), "", "an extensible array with the parameters [32, 4, 16, 4, 9]");
  }

  private static int indexOf(byte[] bytes, String signature) {
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(signature);
    assertThat(at).isPositive();
    return at;
  }

  private static void assertRefused(ImageFile file, String name, String feature) {
    Shape shape = name.equals("refused-many") ? Shape.of(1, (1 << 24) + 1) : Variant.SHAPE;
    DType dtype = name.equals("refused-many") ? DType.UINT8 : DType.FLOAT64;
    Region region = Region.of(new long[2], new long[] {1, 1});
    assertThatThrownBy(() -> Variant.read(file, dtype, shape, region))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE))
        .hasMessageContaining(feature);
  }

  /** Damage in the metadata: the same cells as before, or a failure that names the place. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "latest-chunked",
        "latest-fixed-gzip",
        "latest-extensible-gzip",
        "latest-extensible",
        "latest-btree2-gzip",
        "latest-single-gzip",
        "latest-fixed-sparse",
        "latest-extensible-growing",
        "dense-links",
        "dense-deep"
      })
  void flippedBitsGiveTheSameCellsOrAFailure(String name) throws Exception {
    Random random = TestSeed.random();
    ImageFile whole = Variant.file(name);
    List<Region> stored = stored(whole);
    double[] expected =
        Variant.read(whole, DType.FLOAT64, Variant.SHAPE, Region.whole(Variant.SHAPE));
    int refused = 0;
    for (int round = 0; round < 1500; round++) {
      byte[] bytes = whole.bytes().clone();
      int at = random.nextInt(bytes.length);
      // Cells without a checksum of their own may change.
      if (stored.stream().anyMatch(chunk -> at >= chunk.start(0) && at < chunk.stop(0))) {
        continue;
      }
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      try {
        double[] cells =
            Variant.read(
                new ImageFile(bytes), DType.FLOAT64, Variant.SHAPE, Region.whole(Variant.SHAPE));
        assertThat(cells).as("byte %d", at).containsExactly(expected);
      } catch (ServiceException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  private static List<Region> stored(ImageFile file) {
    DataLayout layout = file.parse().data().orElseThrow().layout();
    if (!(layout instanceof DataLayout.Chunked chunked)) {
      DataLayout.Contiguous run = (DataLayout.Contiguous) layout;
      return List.of(Region.of(new long[] {run.address()}, new long[] {run.address() + 480}));
    }
    ChunkTable table = chunked.table();
    return IntStream.range(0, table.size())
        .mapToObj(n -> table.chunk(n))
        .map(chunk -> {
          long start = table.address(chunk);
          return Region.of(new long[] {start}, new long[] {start + table.storedSize(chunk)});
        })
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest-fixed-gzip", "latest-extensible", "latest-btree2", "dense-links"})
  void cutFilesAreRefused(String name) throws Exception {
    byte[] whole = Variant.file(name).bytes();
    for (int length = 0; length < whole.length - 1; length += 61) {
      ImageFile cut = new ImageFile(Arrays.copyOf(whole, length));
      try {
        assertThat(Variant.read(cut, DType.FLOAT64, Variant.SHAPE, Region.whole(Variant.SHAPE)))
            .containsExactly(IntStream.range(0, 60).asDoubleStream().toArray());
      } catch (ServiceException e) {
        assertThat(e).isInstanceOf(CorruptDataException.class);
      }
    }
  }

  /** Whether a read has to decode is asked of the file, not of the collection. */
  @ParameterizedTest
  @FieldSource("COUNTING")
  void readersTellHowTheFileKeepsItsCells(String name) throws Exception {
    ImageFile file = Variant.file(name);
    boolean chunked = file.parse().data().orElseThrow().layout() instanceof DataLayout.Chunked;
    try (Hdf5StorageTest.Opened storage = Hdf5StorageTest.Opened.at(root)) {
      Collection collection = collection(Variant.dtype(name), Optional.empty());
      storage.collections().create(collection);
      ArrayId id = new ArrayId(Variant.ID);
      storage
          .arrays()
          .create(collection, new ArrayHeader(id, Attributes.none(), Attributes.none()));
      Files.write(fileOf(root, id), file.bytes());
      try (ArrayReader reader =
          storage.arrays().open(collection, id, Region.whole(Variant.SHAPE))) {
        assertThat(reader.chunkShape().isPresent()).isEqualTo(chunked);
      }
    }
  }

  /** A box written into a foreign file goes between its other cells, and again after that. */
  @ParameterizedTest
  @FieldSource("COUNTING")
  void writingMakesTheFileOurs(String name) throws Exception {
    DType dtype = Variant.dtype(name);
    for (Optional<StorageOptions> options :
        List.of(Optional.<StorageOptions>empty(), Optional.of(gzip()))) {
      Path at = Files.createDirectories(root.resolve(options.isPresent() ? "gzip" : "plain"));
      try (Hdf5StorageTest.Opened storage = Hdf5StorageTest.Opened.at(at)) {
        Collection collection = collection(dtype, options);
        storage.collections().create(collection);
        ArrayId id = new ArrayId(Variant.ID);
        storage
            .arrays()
            .create(collection, new ArrayHeader(id, Attributes.none(), Attributes.none()));
        Files.write(fileOf(at, id), Variant.file(name).bytes());
        byte[] expected = counting(dtype);
        Region whole = Region.whole(Variant.SHAPE);
        assertThat(read(storage.arrays(), collection, id, whole)).isEqualTo(expected);
        Region box = Region.of(new long[] {1, 2}, new long[] {4, 7});
        for (int round = 0; round < 2; round++) {
          byte[] cells = StorageFixtures.pattern(collection, box, round);
          storage.arrays().write(collection, id, box, source(cells), Precondition.NONE);
          overlay(expected, cells, box, dtype.size());
          assertThat(read(storage.arrays(), collection, id, whole)).isEqualTo(expected);
        }
        storage.arrays().clear(collection, id, box, Precondition.NONE);
        overlay(expected, StorageFixtures.fill(collection, box), box, dtype.size());
        assertThat(read(storage.arrays(), collection, id, whole)).isEqualTo(expected);
        assertThat(storage.arrays().find(collection, id).orElseThrow().hasData()).isTrue();
        clearWhole(storage, collection, id, name);
      }
    }
  }

  /** A dataset that others may know, or that cannot be taken out, stays with fill values. */
  private static void clearWhole(
      Hdf5StorageTest.Opened storage, Collection collection, ArrayId id, String name) {
    Region whole = Region.whole(Variant.SHAPE);
    boolean stays =
        name.startsWith("dense-")
            || name.startsWith("latest-userblock")
            || name.equals("more-links")
            || name.startsWith("committed")
            || name.equals("attributes");
    storage.arrays().clear(collection, id, whole, Precondition.NONE);
    assertThat(storage.arrays().find(collection, id).orElseThrow().hasData()).isEqualTo(stays);
    assertThat(read(storage.arrays(), collection, id, whole))
        .isEqualTo(StorageFixtures.fill(collection, whole));
    byte[] cells = StorageFixtures.pattern(collection, whole, 3);
    storage.arrays().write(collection, id, whole, source(cells), Precondition.NONE);
    assertThat(read(storage.arrays(), collection, id, whole)).isEqualTo(cells);
  }

  /** What a writer that lets others read meanwhile leaves behind when it ends without closing. */
  @Test
  void filesMarkedAsOpenAreReadAndFoundByTheCheck() throws Exception {
    try (Hdf5StorageTest.Opened storage = Hdf5StorageTest.Opened.at(root)) {
      Collection collection = collection(DType.FLOAT64, Optional.empty());
      storage.collections().create(collection);
      ArrayId id = new ArrayId(Variant.ID);
      storage
          .arrays()
          .create(collection, new ArrayHeader(id, Attributes.none(), Attributes.none()));
      Files.write(fileOf(root, id), Variant.file("latest").bytes());
      assertThat(kindsFound(storage)).isEmpty();
      Files.write(fileOf(root, id), Variant.file("marked-open").bytes());
      assertThat(read(storage.arrays(), collection, id, Region.whole(Variant.SHAPE)))
          .isEqualTo(counting(DType.FLOAT64));
      assertThat(kindsFound(storage)).containsExactly(DekerFault.MARKED_OPEN);
    }
  }

  private static List<IntegrityFinding.Kind> kindsFound(Hdf5StorageTest.Opened storage) {
    return storage
        .storage()
        .upkeep()
        .check(new IntegrityRequest(Optional.empty(), 4, false, false))
        .findings()
        .stream()
        .map(IntegrityFinding::kind)
        .toList();
  }

  /** Groups, datasets and attributes that are not Deker's outlive every change of cells. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void otherObjectsSurviveEveryChange(boolean isCompressed) throws Exception {
    for (String name : List.of("attributes", "few-links")) {
      Path at = Files.createDirectories(root.resolve(name));
      try (Hdf5StorageTest.Opened storage = Hdf5StorageTest.Opened.at(at)) {
        Optional<StorageOptions> options = isCompressed ? Optional.of(gzip()) : Optional.empty();
        Collection collection = collection(DType.FLOAT64, options);
        storage.collections().create(collection);
        ArrayId id = new ArrayId(Variant.ID);
        storage
            .arrays()
            .create(collection, new ArrayHeader(id, Attributes.none(), Attributes.none()));
        Path file = fileOf(at, id);
        Files.write(file, Variant.file(name).bytes());
        Region whole = Region.whole(Variant.SHAPE);
        Region box = Region.of(new long[] {0, 2}, new long[] {3, 7});
        for (int round = 0; round < 3; round++) {
          byte[] expected = StorageFixtures.pattern(collection, whole, round);
          storage.arrays().write(collection, id, whole, source(expected), Precondition.NONE);
          byte[] cells = StorageFixtures.pattern(collection, box, round + 5);
          storage.arrays().write(collection, id, box, source(cells), Precondition.NONE);
          overlay(expected, cells, box, 8);
          assertThat(read(storage.arrays(), collection, id, whole)).isEqualTo(expected);
          assertOthers(file, name);
          storage.arrays().clear(collection, id, whole, Precondition.NONE);
          assertThat(read(storage.arrays(), collection, id, whole))
              .isEqualTo(StorageFixtures.fill(collection, whole));
          assertOthers(file, name);
        }
      }
    }
  }

  /** Reads the other objects with jHDF. */
  private static void assertOthers(Path file, String name) {
    try (HdfFile hdf = new HdfFile(file)) {
      if (name.equals("attributes")) {
        assertThat(hdf.getAttributes()).hasSize(12);
      } else {
        assertThat(hdf.getChildren()).containsKeys("extra", "group");
        assertThat((int[]) hdf.getDatasetByPath("extra").getData()).containsExactly(1, 2, 3);
        assertThat((int[]) hdf.getDatasetByPath("group/inner").getData()).containsExactly(4, 5);
      }
    }
  }

  private static StorageOptions gzip() {
    return new StorageOptions(
        new StorageOptions.Chunks.Manual(Shape.of(4, 3)), new StorageOptions.Compression.Gzip(4));
  }

  private static Collection collection(DType dtype, Optional<StorageOptions> options) {
    Collection plain = StorageFixtures.keyless("foreign", dtype, Variant.SHAPE);
    return new Collection(plain.name(), plain.schema(), options);
  }

  private static Path fileOf(Path root, ArrayId id) throws Exception {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().equals(id.text() + ".hdf5"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static byte[] counting(DType dtype) {
    MemorySegment cells = MemorySegment.ofArray(new byte[60 * dtype.size()]);
    for (int cell = 0; cell < 60; cell++) {
      switch (dtype) {
        case UINT8 -> cells.set(ValueLayout.JAVA_BYTE, cell, (byte) cell);
        case INT16 -> cells.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * cell, (short) cell);
        default ->
            cells.set(
                ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                8L * cell,
                cell);
      }
    }
    return cells.toArray(ValueLayout.JAVA_BYTE);
  }

  private static void overlay(byte[] array, byte[] cells, Region box, int size) {
    int from = 0;
    for (long row = box.start(0); row < box.stop(0); row++) {
      int length = (int) box.length(1) * size;
      System.arraycopy(cells, from, array, (int) (row * 10 + box.start(1)) * size, length);
      from += length;
    }
  }
}
