package io.hypertile.deker.store.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.deker.store.Hdf5Settings;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.ArrayFileParser;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import io.hypertile.schema.StorageOptions.Compression;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole arrays of chunks that are large enough to be encoded while they come in. */
class ChunkIntakeTest {
  private static final Shape SHAPE = Shape.of(13, 200, 500);
  private static final Region WHOLE = Region.whole(SHAPE);

  /** No divisor of anything, so that pieces end within cells. */
  private static final int PIECE = 77_773;

  @TempDir Path root;

  private Hdf5Storage storage;

  @BeforeEach
  void open() {
    storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  /** Chunks that are a run, that the edges cut, of many rows, of many in a row, and all rows. */
  static Stream<StorageOptions> layouts() {
    List<Shape> chunks =
        List.of(
            Shape.of(1, 200, 500),
            Shape.of(4, 64, 128),
            Shape.of(1, 100, 500),
            Shape.of(2, 20, 50),
            Shape.of(13, 50, 50));
    return chunks.stream()
        .flatMap(shape ->
            Stream.of(new Compression.None(), new Compression.Gzip(1), new Compression.Lzf())
                .map(compression ->
                    new StorageOptions(new StorageOptions.Chunks.Manual(shape), compression)));
  }

  private Collection create(StorageOptions options) {
    Collection collection = StorageFixtures.keyed("c", DType.INT32, SHAPE, options);
    storage.collections().create(collection);
    return collection;
  }

  private ArrayId add(Collection collection) {
    return storage.arrays().create(collection, StorageFixtures.header(1)).header().id();
  }

  private static StorageOptions boxes() {
    return new StorageOptions(
        new StorageOptions.Chunks.Manual(Shape.of(4, 64, 128)), new Compression.Gzip(1));
  }

  private byte[] read(Collection collection, ArrayId id) {
    return StorageFixtures.read(storage.arrays(), collection, id, WHOLE);
  }

  private Path file(ArrayId id) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(path -> Files.isRegularFile(path) && path.toString().contains(id.text()))
          .findFirst()
          .orElseThrow();
    }
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private ArrayFile parse(ArrayId id) throws IOException {
    try (FileChannel channel = FileChannel.open(file(id))) {
      return ArrayFileParser.parse(Hdf5Source.of(channel, "array"));
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void cellsComeBackAndEmptyOnesAreCounted(StorageOptions options) throws IOException {
    Collection collection = create(options);
    ArrayId id = add(collection);
    byte[] last = {};
    for (int salt : new int[] {1, 2}) {
      byte[] cells = StorageFixtures.pattern(collection, WHOLE, salt);
      byte[] fill = StorageFixtures.fill(collection, WHOLE);
      int emptyBytes = 4 * 123_457;
      System.arraycopy(fill, 0, cells, 4 * 777, emptyBytes);
      storage
          .arrays()
          .write(collection, id, WHOLE, StorageFixtures.source(cells, PIECE), Precondition.NONE);
      assertThat(Arrays.equals(read(collection, id), cells)).isTrue();
      long empty = 0;
      for (int at = 0; at < cells.length; at += 4) {
        empty += Arrays.equals(cells, at, at + 4, fill, 0, 4) ? 1 : 0;
      }
      assertThat(parse(id).emptyCells().orElseThrow().value()).isEqualTo(empty);
      last = cells;
    }
    storage.close();
    open();
    assertThat(Arrays.equals(read(collection, id), last)).isTrue();
  }

  /** Rows of 14 MB: not as many are in memory as encoders would like, or none. */
  @Test
  void largeRowsComeBack() {
    Shape shape = Shape.of(5, 1750, 2000);
    Region whole = Region.whole(shape);
    StorageOptions options =
        new StorageOptions(
            new StorageOptions.Chunks.Manual(Shape.of(1, 1750, 2000)), new Compression.Lzf());
    Collection collection = StorageFixtures.keyed("c", DType.INT32, shape, options);
    storage.collections().create(collection);
    ArrayId id = add(collection);
    byte[] cells = StorageFixtures.pattern(collection, whole, 3);
    storage
        .arrays()
        .write(collection, id, whole, StorageFixtures.source(cells, PIECE), Precondition.NONE);
    byte[] found = StorageFixtures.read(storage.arrays(), collection, id, whole);
    assertThat(Arrays.equals(found, cells)).isTrue();
  }

  @Test
  void onlyFillValuesRemoveTheCells() throws IOException {
    Collection collection = create(boxes());
    ArrayId id = add(collection);
    byte[] cells = StorageFixtures.pattern(collection, WHOLE, 1);
    storage.arrays().write(collection, id, WHOLE, StorageFixtures.source(cells), Precondition.NONE);
    byte[] fill = StorageFixtures.fill(collection, WHOLE);
    storage
        .arrays()
        .write(collection, id, WHOLE, StorageFixtures.source(fill, PIECE), Precondition.NONE);
    assertThat(parse(id).data()).isEmpty();
    assertThat(Arrays.equals(read(collection, id), fill)).isTrue();
  }

  @Test
  void badSourcesChangeNothingAndLeaveNoFile() throws IOException {
    Collection collection = create(boxes());
    ArrayId id = add(collection);
    byte[] cells = StorageFixtures.pattern(collection, WHOLE, 1);
    storage.arrays().write(collection, id, WHOLE, StorageFixtures.source(cells), Precondition.NONE);
    long files = files();
    byte[] longer = Arrays.copyOf(cells, cells.length + 4);
    byte[] shorter = Arrays.copyOf(cells, cells.length - 4);
    for (byte[] wrong : List.of(longer, shorter)) {
      assertThatThrownBy(() ->
              storage
                  .arrays()
                  .write(
                      collection,
                      id,
                      WHOLE,
                      StorageFixtures.source(wrong, PIECE),
                      Precondition.NONE))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH));
    }
    CellSource good = StorageFixtures.source(new byte[3 << 20], PIECE);
    assertThatThrownBy(() ->
            storage
                .arrays()
                .write(
                    collection,
                    id,
                    WHOLE,
                    target -> {
                      int count = good.read(target);
                      if (count < 0) {
                        throw new IOException("the client went away");
                      }
                      return count;
                    },
                    Precondition.NONE))
        .isInstanceOf(ServiceException.class);
    assertThat(files()).isEqualTo(files);
    assertThat(Arrays.equals(read(collection, id), cells)).isTrue();
  }

  @Test
  void anotherWriteDuringTheIntakeIsOverwritten() {
    Collection collection = create(boxes());
    ArrayId id = add(collection);
    byte[] cells = StorageFixtures.pattern(collection, WHOLE, 1);
    byte[] others = StorageFixtures.pattern(collection, WHOLE, 2);
    CellSource source = StorageFixtures.source(cells, PIECE);
    boolean[] isDone = {false};
    storage
        .arrays()
        .write(
            collection,
            id,
            WHOLE,
            target -> {
              if (!isDone[0]) {
                isDone[0] = true;
                storage
                    .arrays()
                    .write(
                        collection, id, WHOLE, StorageFixtures.source(others), Precondition.NONE);
                assertThat(Arrays.equals(read(collection, id), others)).isTrue();
              }
              return source.read(target);
            },
            Precondition.NONE);
    assertThat(Arrays.equals(read(collection, id), cells)).isTrue();
  }
}
