package io.hypertile.deker.store;

import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.filter.StoredFilter;
import io.hypertile.hdf5.image.ImageFile;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of other programs whose form is not the collection's: what of it stays when they change.
 */
class UnusualFilesTest {
  private static final String FOREIGN_ID = "7c0ffee0-0000-4000-8000-000000000001";
  private static final Region BOX = Region.of(new long[] {1, 2}, new long[] {3, 4});

  @TempDir Path root;

  private Hdf5StorageTest.Opened storage;
  private Collection collection;
  private ArrayId id;
  private Path file;

  @AfterEach
  void close() {
    storage.close();
  }

  private void place(byte[] bytes, String name, DType dtype, Shape shape) throws Exception {
    storage = Hdf5StorageTest.Opened.at(root);
    collection = StorageFixtures.keyless("unusual", dtype, shape);
    id = new ArrayId(name);
    storage.collections().create(collection);
    storage.arrays().create(collection, new ArrayHeader(id, Attributes.none(), Attributes.none()));
    try (Stream<Path> files = Files.walk(root)) {
      file =
          files
              .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .filter(path -> path.getFileName().toString().equals(id.text() + ".hdf5"))
              .findFirst()
              .orElseThrow();
    }
    Files.write(file, bytes);
  }

  private void placeForeign(String name) throws Exception {
    try (InputStream in = UnusualFilesTest.class.getResourceAsStream("/fixtures/foreign/" + name)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      place(bytes, FOREIGN_ID, DType.FLOAT64, Shape.of(4, 6));
    }
  }

  private void placeVariant(String name) throws Exception {
    place(Variant.file(name).bytes(), Variant.ID, DType.FLOAT64, Variant.SHAPE);
  }

  private void write(Region box, int seed) {
    byte[] cells = StorageFixtures.pattern(collection, box, seed);
    storage.arrays().write(collection, id, box, source(cells), Precondition.NONE);
    assertThat(read(storage.arrays(), collection, id, box)).isEqualTo(cells);
  }

  private DataLayout.Chunked layout() throws Exception {
    ArrayFile now = new ImageFile(Files.readAllBytes(file)).parse();
    return (DataLayout.Chunked) now.data().orElseThrow().layout();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "big-endian-chunked",
        "gzip-shuffle-fletcher",
        "lzf-shuffle",
        "sparse",
        "latest-single-gzip",
        "latest-fixed-gzip",
        "latest-extensible-gzip",
        "latest-btree2-gzip"
      })
  void chunksAndFiltersAreThoseOfTheFile(String name) throws Exception {
    placeVariant(name);
    DataLayout.Chunked before = layout();
    List<Integer> filters = before.filters().filters().stream().map(StoredFilter::number).toList();
    Region whole = Region.whole(Variant.SHAPE);
    for (Region box : List.of(BOX, whole, BOX)) {
      write(box, 3);
      assertThat(layout().chunkShape()).isEqualTo(before.chunkShape());
      assertThat(layout().filters().filters().stream().map(StoredFilter::number).toList())
          .isEqualTo(filters);
      assertThat(layout().table().isPatchable()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"userblock", "latest-userblock", "latest-userblock-chunked"})
  void aUserBlockOutlivesEveryChange(String name) throws Exception {
    ImageFile image = Variant.file(name);
    byte[] mark = "of somebody else".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    image.write(16, mark);
    place(image.bytes(), Variant.ID, DType.FLOAT64, Variant.SHAPE);
    Region whole = Region.whole(Variant.SHAPE);
    for (int round = 0; round < 2; round++) {
      write(BOX, round);
      write(whole, round + 2);
      storage.arrays().clear(collection, id, whole, Precondition.NONE);
      assertThat(read(storage.arrays(), collection, id, whole))
          .isEqualTo(StorageFixtures.fill(collection, whole));
      assertThat(Arrays.copyOfRange(Files.readAllBytes(file), 16, 16 + mark.length))
          .isEqualTo(mark);
    }
  }

  /** A copy for every change would leave the cells of all changes in the file. */
  @ParameterizedTest
  @ValueSource(strings = {"latest-extensible-gzip", "latest-btree2", "dense-links"})
  void onlyTheFirstChangeCopies(String name) throws Exception {
    placeVariant(name);
    write(BOX, 0);
    Object inode = FileStamp.of(file).inode();
    for (int round = 1; round < 4; round++) {
      write(BOX, round);
      write(Region.whole(Variant.SHAPE), round);
    }
    assertThat(FileStamp.of(file).inode()).isEqualTo(inode);
  }

  @Test
  void additionThatTheFileCannotTakeIsRefusedByName() throws Exception {
    placeForeign("no-data-latest.h5");
    assertRefused(() -> write(BOX, 1), "other objects in a form that cannot be added to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nodes.h5", "nodes-latest.h5"})
  void indexesOfOtherNodesAreRefusedByName(String name) throws Exception {
    placeForeign(name);
    assertRefused(() -> write(BOX, 1), "nodes of another size in the index of chunks");
  }

  private void assertRefused(ThrowingCallable change, String feature) throws Exception {
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE))
        .hasMessageContaining(feature);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
