package io.hypertile.deker.store;

import static io.hypertile.engine.StorageFixtures.fill;
import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.pattern;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static io.hypertile.engine.StorageFixtures.tiled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.StoredTile;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What virtual arrays leave in the file system, and what they make of what they find there. */
class TiledFilesTest {
  private static final Shape SHAPE = Shape.of(4, 6);
  private static final Region ALL = Region.whole(SHAPE);
  private static final Region FIRST_TILE = Region.of(new long[] {0, 0}, new long[] {2, 2});

  @TempDir Path directory;
  private Path root;
  private Hdf5Storage storage;
  private ArrayEngine engine;
  private Collection collection;
  private ArrayId id;

  @BeforeEach
  void open() throws IOException {
    root = directory.toRealPath();
    storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
    engine = storage.arrays();
    collection = tiled(keyed("v", DType.INT32, SHAPE, null), Shape.of(2, 3));
    storage.collections().create(collection);
    id = engine.create(collection, header(7)).header().id();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private Path inCollection(String path) {
    return root.resolve("collections/v/" + path);
  }

  private Path links() {
    return inCollection("array_symlinks/" + id);
  }

  private List<String> files(String part) throws IOException {
    if (!Files.exists(inCollection(part))) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(inCollection(part))) {
      return paths
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> inCollection(part).relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private void write(Region box, int salt) {
    engine.write(collection, id, box, source(pattern(collection, box, salt)), Precondition.NONE);
  }

  @Test
  void documentAndLinkAreWhereDekerHasThem() throws IOException {
    String spread = id.text().substring(0, 8).replaceAll("(.)", "$1/") + id.text().substring(9);
    assertThat(files("varray_data")).containsExactly(spread + "/" + id + ".json");
    assertThat(Files.readString(inCollection("varray_data/" + spread + "/" + id + ".json")))
        .isEqualTo(
            "{\"id\": \"%s\", \"primary_attributes\": {\"number\": 7}, \"custom_attributes\":"
                    .formatted(id)
                + " {\"count\": null}}");
    assertThat(files("varray_symlinks")).containsExactly("7/" + id + ".json");
    assertThat(Files.readSymbolicLink(inCollection("varray_symlinks/7/" + id + ".json")))
        .isEqualTo(inCollection("varray_data/" + spread + "/" + id + ".json"));
    assertThat(inCollection("array_data")).doesNotExist();
  }

  @Test
  void writeMakesTheTilesItTouchesAndLinksThem() throws IOException {
    write(Region.of(new long[] {1, 1}, new long[] {3, 3}), 1);
    List<StoredTile> tiles = engine.tiled(collection).orElseThrow().tiles(collection, id, 0, 10);
    assertThat(tiles).extracting(StoredTile::number).containsExactly(0L, 1L, 3L, 4L);
    assertThat(files("array_data")).hasSize(4);
    assertThat(files("array_symlinks"))
        .containsExactlyInAnyOrder(
            id + "/0-0/" + tiles.get(0).id() + ".hdf5",
            id + "/0-1/" + tiles.get(1).id() + ".hdf5",
            id + "/1-0/" + tiles.get(2).id() + ".hdf5",
            id + "/1-1/" + tiles.get(3).id() + ".hdf5");
    for (String link : files("array_symlinks")) {
      assertThat(Files.readSymbolicLink(inCollection("array_symlinks/" + link))).isAbsolute();
      assertThat(inCollection("array_symlinks/" + link)).isRegularFile();
    }
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void tilesAreMadeWithoutCellsOnceAndGoWhenCleared() throws IOException {
    ArrayId tile = ArrayId.random();
    assertThat(engine.tiled(collection).orElseThrow().createTile(collection, id, 1, tile).id())
        .isEqualTo(tile);
    close();
    storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
    engine = storage.arrays();
    assertThat(engine.tiled(collection).orElseThrow().tiles(collection, id, 0, 9))
        .extracting(StoredTile::id)
        .containsExactly(tile);
    assertThat(files("array_symlinks")).containsExactly(id + "/0-1/" + tile + ".hdf5");
    ArrayId other = ArrayId.random();
    assertCode(
        ErrorCode.ALREADY_EXISTS,
        () -> engine.tiled(collection).orElseThrow().createTile(collection, id, 1, other));
    assertCode(
        ErrorCode.ALREADY_EXISTS,
        () -> engine.tiled(collection).orElseThrow().createTile(collection, id, 0, tile));
    ArrayId nobody = ArrayId.random();
    assertCode(
        ErrorCode.ARRAY_NOT_FOUND,
        () -> engine.tiled(collection).orElseThrow().createTile(collection, nobody, 0, other));
    assertCode(
        ErrorCode.ALREADY_EXISTS,
        () -> engine.tiled(collection).orElseThrow().createTile(collection, id, 0, id));
    engine.clear(collection, id, ALL, Precondition.NONE);
    assertThat(engine.tiled(collection).orElseThrow().tiles(collection, id, 0, 9)).isEmpty();
    assertThat(files("array_data")).isEmpty();
  }

  @Test
  void fillValuesMakeNoTileAndNoVersion() throws IOException {
    Version before = engine.find(collection, id).orElseThrow().version();
    Version after =
        engine.write(collection, id, ALL, source(fill(collection, ALL)), Precondition.NONE);
    assertThat(after).isEqualTo(before);
    assertThat(files("array_data")).isEmpty();
  }

  @Test
  void clearOfAWholeTileRemovesItAndOfAPartResetsCells() throws IOException {
    write(ALL, 1);
    engine.clear(
        collection, id, Region.of(new long[] {0, 0}, new long[] {2, 3}), Precondition.NONE);
    assertThat(engine.tiled(collection).orElseThrow().tiles(collection, id, 0, 10))
        .extracting(StoredTile::number)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(links().resolve("0-0")).doesNotExist();
    assertThat(files("array_data")).hasSize(5);
    engine.clear(
        collection, id, Region.of(new long[] {0, 3}, new long[] {2, 4}), Precondition.NONE);
    assertThat(engine.tiled(collection).orElseThrow().tiles(collection, id, 1, 1))
        .singleElement()
        .satisfies(tile -> {
          assertThat(tile.number()).isEqualTo(1);
          assertThat(tile.hasData()).isFalse();
        });
    engine.write(collection, id, ALL, source(fill(collection, ALL)), Precondition.NONE);
    assertThat(inCollection("array_data")).isEmptyDirectory();
    assertThat(inCollection("array_symlinks")).isEmptyDirectory();
    assertThat(engine.find(collection, id).orElseThrow().hasData()).isFalse();
  }

  @Test
  void tilesOutsideTheGridAndStaleLinksArePassedOver() throws IOException {
    write(FIRST_TILE, 1);
    byte[] cells = read(engine, collection, id, ALL);
    ArrayId tile =
        engine.tiled(collection).orElseThrow().tiles(collection, id, 0, 10).getFirst().id();
    for (String name : List.of("2-0", "0-3", "1-1-1", "x", "01-0")) {
      Files.createDirectories(links().resolve(name));
      Files.copy(
          links().resolve("0-0/" + tile + ".hdf5"), links().resolve(name + "/" + tile + ".hdf5"));
    }
    String gone = "11111111-2222-4333-8444-555555555555.hdf5";
    Files.createDirectories(links().resolve("1-2"));
    Files.createSymbolicLink(links().resolve("1-2/" + gone), root.resolve("nowhere.hdf5"));
    assertThat(read(engine, collection, id, ALL)).isEqualTo(cells);
    assertThat(engine.tiled(collection).orElseThrow().tiles(collection, id, 0, 10)).hasSize(1);
    write(ALL, 2);
    assertThat(Files.exists(links().resolve("1-2/" + gone), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(engine.tiled(collection).orElseThrow().tiles(collection, id, 0, 10)).hasSize(6);
  }

  @Test
  void tileThatAnotherProgramReplacedIsFoundAgain() throws IOException {
    write(ALL, 1);
    byte[] cells = read(engine, collection, id, ALL);
    StoredTile tile =
        engine.tiled(collection).orElseThrow().tiles(collection, id, 0, 10).getFirst();
    String text = tile.id().text();
    ArrayId other = new ArrayId("0" + "123456" + text.charAt(7) + text.substring(8));
    Path from = file(tile.id());
    Path to = file(other);
    Files.createDirectories(to.getParent());
    Files.move(from, to);
    Files.delete(links().resolve("0-0/" + tile.id() + ".hdf5"));
    Files.createSymbolicLink(links().resolve("0-0/" + other + ".hdf5"), to);
    assertThat(read(engine, collection, id, ALL)).isEqualTo(cells);
    assertThat(engine.tiled(collection).orElseThrow().tiles(collection, id, 0, 1).getFirst().id())
        .isEqualTo(other);
  }

  private Path file(ArrayId tile) {
    String spread = tile.text().substring(0, 8).replaceAll("(.)", "$1/");
    return inCollection("array_data/" + spread + tile.text().substring(9) + "/" + tile + ".hdf5");
  }

  @Test
  void damagedTileIsReportedAndCanBeClearedAndDeleted() throws IOException {
    write(ALL, 1);
    StoredTile tile =
        engine.tiled(collection).orElseThrow().tiles(collection, id, 0, 10).getFirst();
    Files.writeString(file(tile.id()), "no HDF5");
    assertThatThrownBy(() -> read(engine, collection, id, ALL))
        .isInstanceOf(CorruptDataException.class);
    Region rest = Region.of(new long[] {2, 0}, new long[] {4, 6});
    assertThat(read(engine, collection, id, rest)).isNotEqualTo(fill(collection, rest));
    engine.clear(collection, id, FIRST_TILE, Precondition.NONE);
    assertThat(read(engine, collection, id, FIRST_TILE)).isEqualTo(fill(collection, FIRST_TILE));
    Files.writeString(
        file(engine.tiled(collection).orElseThrow().tiles(collection, id, 0, 1).getFirst().id()),
        "no HDF5");
    assertThat(engine.delete(collection, id, Precondition.NONE)).isTrue();
    assertThat(files("array_data")).isEmpty();
  }

  @Test
  void damagedDocumentIsReportedAndCanBeDeleted() throws IOException {
    write(ALL, 1);
    Files.writeString(inCollection("varray_data/" + files("varray_data").getFirst()), "{");
    assertThatThrownBy(() -> engine.find(collection, id)).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> engine.open(collection, id, Region.whole(collection.arrays().shape())))
        .isInstanceOf(CorruptDataException.class);
    assertThat(engine.delete(collection, id, Precondition.NONE)).isTrue();
    assertThat(files("array_data")).isEmpty();
    assertThat(engine.list(collection, null, 5)).isEmpty();
  }

  @Test
  void readerOutlivesTheClearingOfItsCollectionOrSaysThatItIsGone() {
    write(ALL, 1);
    byte[] cells = read(engine, collection, id, ALL);
    try (ArrayReader reader =
        engine.open(collection, id, Region.whole(collection.arrays().shape()))) {
      storage.collections().clear(collection.name());
      assertThatThrownBy(() -> read(reader, DType.INT32, ALL))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ARRAY_NOT_FOUND));
    }
    assertThat(cells).isNotEqualTo(fill(collection, ALL));
  }

  /**
   * More tiles than are held open, cleared and removed in one change each, with readers at work.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readersKeepManyTilesThatAreRemoved(boolean chunked) {
    Shape shape = Shape.of(30, 30);
    StorageOptions options =
        chunked
            ? new StorageOptions(
                new StorageOptions.Chunks.Auto(), new StorageOptions.Compression.Gzip(1))
            : null;
    Collection many = tiled(keyed("many", DType.UINT8, shape, options), Shape.of(15, 10));
    storage.collections().create(many);
    ArrayId array = engine.create(many, header(1)).header().id();
    Region all = Region.whole(shape);
    byte[] cells = pattern(many, all, 1);
    engine.write(many, array, all, source(cells), Precondition.NONE);
    assertThat(engine.tiled(many).orElseThrow().tiles(many, array, 0, 1000)).hasSize(150);
    try (ArrayReader early = engine.open(many, array, Region.whole(many.arrays().shape()))) {
      engine.clear(
          many, array, Region.of(new long[] {1, 0}, new long[] {30, 30}), Precondition.NONE);
      try (ArrayReader middle = engine.open(many, array, Region.whole(many.arrays().shape()))) {
        byte[] rest = read(middle, DType.UINT8, all);
        assertThat(engine.delete(many, array, Precondition.NONE)).isTrue();
        assertThat(read(early, DType.UINT8, all)).isEqualTo(cells);
        assertThat(read(middle, DType.UINT8, all)).isEqualTo(rest);
        assertThat(rest).startsWith(Arrays.copyOf(cells, 30)).endsWith(new byte[30]);
      }
    }
    assertThat(engine.find(many, array)).isEmpty();
  }

  /** Tiles and boxes larger than what goes through the log or stays in memory. */
  @Test
  void largeTilesAreReplacedBehindTheirReaders() {
    Shape shape = Shape.of(800, 900);
    Collection large = tiled(keyed("large", DType.INT64, shape, null), Shape.of(2, 2));
    storage.collections().create(large);
    ArrayId array = engine.create(large, header(1)).header().id();
    Region all = Region.whole(shape);
    byte[] first = pattern(large, all, 1);
    byte[] second = pattern(large, all, 2);
    engine.write(large, array, all, source(first), Precondition.NONE);
    Region most = Region.of(new long[] {1, 1}, new long[] {800, 900});
    byte[] third = pattern(large, most, 3);
    try (ArrayReader early = engine.open(large, array, Region.whole(large.arrays().shape()))) {
      engine.write(large, array, all, source(second), Precondition.NONE);
      try (ArrayReader late = engine.open(large, array, Region.whole(large.arrays().shape()))) {
        engine.write(large, array, most, source(third), Precondition.NONE);
        assertThat(read(early, DType.INT64, all)).matches(cells -> Arrays.equals(cells, first));
        assertThat(read(late, DType.INT64, all)).matches(cells -> Arrays.equals(cells, second));
      }
    }
    assertThat(read(engine, large, array, most)).matches(cells -> Arrays.equals(cells, third));
    Region corner = Region.of(new long[] {0, 0}, new long[] {1, 1});
    assertThat(read(engine, large, array, corner)).isEqualTo(Arrays.copyOf(second, 8));
  }

  @Test
  void writeOverTooManyTilesIsRefused() {
    Shape shape = Shape.of(1000, 1000);
    Collection tiny = tiled(keyed("tiny", DType.UINT8, shape, null), shape);
    storage.collections().create(tiny);
    ArrayId array = engine.create(tiny, header(1)).header().id();
    Region all = Region.whole(shape);
    assertThatThrownBy(
            () -> engine.write(tiny, array, all, source(new byte[1_000_000]), Precondition.NONE))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
              assertThat(e.members()).containsEntry("requested", 1_000_000L);
            });
    Region few = Region.of(new long[] {500, 500}, new long[] {502, 502});
    engine.write(tiny, array, few, source(pattern(tiny, few, 1)), Precondition.NONE);
    byte[] cells = read(engine, tiny, array, all);
    assertThat(cells[500 * 1000 + 500]).isEqualTo(pattern(tiny, few, 1)[0]);
    engine.clear(tiny, array, all, Precondition.NONE);
    assertThat(engine.tiled(tiny).orElseThrow().tiles(tiny, array, 0, 10)).isEmpty();
  }
}
