package io.hypertile.engine;

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
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link ArrayEngine} promises of cells, for each way of laying them out. */
public abstract class ArrayCellsContract extends OpenedStorage {
  private static final Shape SHAPE = Shape.of(5, 7, 6);
  private static final Region ALL = Region.whole(SHAPE);
  private static final Region BOX = Region.of(new long[] {1, 2, 1}, new long[] {4, 6, 5});
  private static final Region CELL = Region.of(new long[] {2, 3, 4}, new long[] {3, 4, 5});

  /** Layouts that every engine has. */
  enum Layout {
    CONTIGUOUS(StorageOptions.CONTIGUOUS),
    CHUNKED(
        new StorageOptions(
            new StorageOptions.Chunks.Manual(Shape.of(2, 3, 4)),
            new StorageOptions.Compression.None())),
    DEFLATED(
        new StorageOptions(
            new StorageOptions.Chunks.Manual(Shape.of(3, 7, 2)),
            new StorageOptions.Compression.Gzip(3))),
    TILED(StorageOptions.CONTIGUOUS, 5, 1, 3),
    ONE_TILE(StorageOptions.CONTIGUOUS, 1, 1, 1),
    ROW_TILES(StorageOptions.CONTIGUOUS, 5, 7, 1),
    TILED_CHUNKED(
        new StorageOptions(
            new StorageOptions.Chunks.Manual(Shape.of(2, 1, 3)),
            new StorageOptions.Compression.None()),
        1,
        7,
        2),
    TILED_DEFLATED(
        new StorageOptions(
            new StorageOptions.Chunks.Manual(Shape.of(1, 3, 2)),
            new StorageOptions.Compression.Gzip(3)),
        5,
        1,
        2);

    final StorageOptions options;
    private final long[] grid;

    Layout(StorageOptions options, long... grid) {
      this.options = options;
      this.grid = grid;
    }

    Collection collection(String name, DType dtype) {
      Collection plain = keyed(name, dtype, SHAPE, options);
      return grid.length == 0 ? plain : tiled(plain, Shape.of(grid));
    }
  }

  private Collection kept(Layout layout) {
    Collection collection = layout.collection("cells", DType.FLOAT32);
    storage.collections().create(collection);
    return collection;
  }

  private ArrayId created(Collection collection) {
    return engine.create(collection, header(1)).header().id();
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void cellsOfEveryTypeComeBackAsTheyWent(DType dtype) {
    assertCellsComeBack(Layout.DEFLATED.collection("typed", dtype));
    assertCellsComeBack(Layout.TILED_DEFLATED.collection("chunks", dtype));
    assertCellsComeBack(Layout.TILED.collection("tiles", dtype));
  }

  private void assertCellsComeBack(Collection collection) {
    if (!isKept(collection)) {
      return;
    }
    storage.collections().create(collection);
    ArrayId id = created(collection);
    assertThat(read(engine, collection, id, ALL)).isEqualTo(fill(collection, ALL));
    byte[] cells = pattern(collection, ALL, 3);
    engine.write(collection, id, ALL, source(cells), Precondition.NONE);
    assertThat(read(engine, collection, id, ALL)).isEqualTo(cells);
    reopen();
    assertThat(read(engine, collection, id, ALL)).isEqualTo(cells);
    assertThat(engine.find(collection, id).orElseThrow().hasData()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void partialWriteLeavesTheOtherCells(Layout layout) {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    byte[] box = pattern(collection, BOX, 1);
    engine.write(collection, id, BOX, source(box), Precondition.NONE);
    assertThat(read(engine, collection, id, BOX)).isEqualTo(box);
    Region above = Region.of(new long[] {0, 0, 0}, new long[] {1, 7, 6});
    Region beside = Region.of(new long[] {0, 0, 5}, new long[] {5, 7, 6});
    assertThat(read(engine, collection, id, above)).isEqualTo(fill(collection, above));
    assertThat(read(engine, collection, id, beside)).isEqualTo(fill(collection, beside));
    byte[] cell = pattern(collection, CELL, 9);
    engine.write(collection, id, CELL, source(cell), Precondition.NONE);
    assertThat(read(engine, collection, id, CELL)).isEqualTo(cell);
    assertThat(read(engine, collection, id, above)).isEqualTo(fill(collection, above));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void sourcesMaySplitCells(Layout layout) {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    byte[] cells = pattern(collection, ALL, 5);
    engine.write(collection, id, ALL, source(cells, 3), Precondition.NONE);
    assertThat(read(engine, collection, id, ALL)).isEqualTo(cells);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void writeWhenTheSourceFailsChangesNothing(Layout layout) {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    byte[] before = pattern(collection, ALL, 1);
    engine.write(collection, id, ALL, source(before), Precondition.NONE);
    StoredArray stored = engine.find(collection, id).orElseThrow();
    ServiceException refusal =
        new ServiceException(ErrorCode.VALUE_OUT_OF_RANGE, "Cell 9 does not fit.");
    byte[] half = pattern(collection, ALL, 2);
    for (int length : new int[] {0, 4, half.length / 2, half.length}) {
      CellSource failing = failing(half, length, refusal);
      assertThatThrownBy(() -> engine.write(collection, id, ALL, failing, Precondition.NONE))
          .isSameAs(refusal);
      CellSource broken = failing(half, length, null);
      assertThatThrownBy(() -> engine.write(collection, id, ALL, broken, Precondition.NONE))
          .isInstanceOf(RuntimeException.class);
      assertThat(read(engine, collection, id, ALL)).isEqualTo(before);
      assertThat(engine.find(collection, id)).contains(stored);
    }
    reopen();
    assertThat(read(engine, collection, id, ALL)).isEqualTo(before);
    assertThat(engine.find(collection, id)).contains(stored);
  }

  /** Gives the first bytes, then throws the refusal, or an I/O failure when there is none. */
  private static CellSource failing(byte[] cells, int length, @Nullable ServiceException refusal) {
    ByteBuffer rest = ByteBuffer.wrap(cells, 0, length);
    return target -> {
      if (!rest.hasRemaining()) {
        if (refusal == null) {
          throw new IOException("connection reset");
        }
        throw refusal;
      }
      int count = Math.min(rest.remaining(), target.remaining());
      target.put(rest.slice().limit(count));
      rest.position(rest.position() + count);
      return count;
    };
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void clearSetsTheBoxToTheFillValue(Layout layout) {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    byte[] cells = pattern(collection, ALL, 1);
    Version written = engine.write(collection, id, ALL, source(cells), Precondition.NONE);
    Version cleared = engine.clear(collection, id, BOX, Precondition.NONE);
    assertThat(cleared).isNotEqualTo(written);
    assertThat(read(engine, collection, id, BOX)).isEqualTo(fill(collection, BOX));
    Region above = Region.of(new long[] {0, 0, 0}, new long[] {1, 7, 6});
    byte[] first = Arrays.copyOf(cells, 7 * 6 * 4);
    assertThat(read(engine, collection, id, above)).isEqualTo(first);
    StoredArray stored = engine.find(collection, id).orElseThrow();
    assertThat(stored.version()).isEqualTo(cleared);
    assertThat(stored.hasData()).isTrue();
    engine.clear(collection, id, ALL, Precondition.NONE);
    assertThat(engine.find(collection, id).orElseThrow().hasData()).isFalse();
    assertThat(read(engine, collection, id, ALL)).isEqualTo(fill(collection, ALL));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void clearOfAnArrayNeverWrittenLeavesFillValues(Layout layout) {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    Version after = engine.clear(collection, id, BOX, Precondition.NONE);
    StoredArray stored = engine.find(collection, id).orElseThrow();
    assertThat(stored.version()).isEqualTo(after);
    assertThat(stored.hasData()).isFalse();
    assertThat(read(engine, collection, id, ALL)).isEqualTo(fill(collection, ALL));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void fillValuesAreNoData(Layout layout) {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    engine.write(collection, id, ALL, source(fill(collection, ALL)), Precondition.NONE);
    assertThat(engine.find(collection, id).orElseThrow().hasData()).isFalse();
    engine.write(collection, id, BOX, source(pattern(collection, BOX, 1)), Precondition.NONE);
    assertThat(engine.find(collection, id).orElseThrow().hasData()).isTrue();
    engine.write(collection, id, BOX, source(fill(collection, BOX)), Precondition.NONE);
    assertThat(engine.find(collection, id).orElseThrow().hasData()).isFalse();
    assertThat(read(engine, collection, id, ALL)).isEqualTo(fill(collection, ALL));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void versionsChangeWithTheContentAndOnlyThen(Layout layout) {
    Collection collection = kept(layout);
    StoredArray created = engine.create(collection, header(1));
    ArrayId id = created.header().id();
    List<Version> versions = new ArrayList<>();
    versions.add(created.version());
    for (int n = 1; n <= 5; n++) {
      versions.add(
          engine.write(
              collection, id, BOX, source(pattern(collection, BOX, n)), Precondition.NONE));
      read(engine, collection, id, ALL);
      engine.list(collection, null, 10);
      assertThat(engine.find(collection, id).orElseThrow().version()).isEqualTo(versions.getLast());
    }
    versions.add(engine.clear(collection, id, CELL, Precondition.NONE));
    versions.add(
        engine
            .updateAttributes(
                collection, id, current -> StorageFixtures.count(4), Precondition.NONE)
            .version());
    assertThat(versions).doesNotHaveDuplicates();
    try (ArrayReader reader =
        engine.open(collection, id, Region.whole(collection.arrays().shape()))) {
      assertThat(reader.array().version()).isEqualTo(versions.getLast());
    }
    reopen();
    assertThat(engine.find(collection, id).orElseThrow().version()).isEqualTo(versions.getLast());
    versions.add(
        engine.write(collection, id, ALL, source(pattern(collection, ALL, 8)), Precondition.NONE));
    assertThat(versions).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void openReaderKeepsSeeingWhatItOpened(Layout layout) throws Exception {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    byte[] before = pattern(collection, ALL, 1);
    byte[] after = pattern(collection, ALL, 2);
    engine.write(collection, id, ALL, source(before), Precondition.NONE);
    StoredArray stored = engine.find(collection, id).orElseThrow();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Version> written;
      try (ArrayReader reader =
          engine.open(collection, id, Region.whole(collection.arrays().shape()))) {
        written =
            thread.submit(
                () -> engine.write(collection, id, ALL, source(after), Precondition.NONE));
        // An engine may finish the write now, or hold it back until the reader is closed.
        waitABit(written);
        assertThat(reader.array()).isEqualTo(stored);
        assertThat(read(reader, DType.FLOAT32, ALL)).isEqualTo(before);
        assertThat(read(reader, DType.FLOAT32, BOX)).hasSize(3 * 4 * 4 * 4);
      }
      assertThat(written.get()).isNotEqualTo(stored.version());
    }
    assertThat(read(engine, collection, id, ALL)).isEqualTo(after);
  }

  /** Changes of every form follow one another while readers of each state between are open. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  void openReadersEachKeepTheirStateThroughManyChanges(Layout layout) {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    List<ArrayReader> readers = new ArrayList<>();
    List<byte[]> states = new ArrayList<>();
    List<Region> boxes = List.of(ALL, BOX, CELL, ALL, CELL, BOX, ALL, BOX);
    try {
      for (int n = 0; n < boxes.size(); n++) {
        readers.add(engine.open(collection, id, Region.whole(collection.arrays().shape())));
        states.add(read(engine, collection, id, ALL));
        Region box = boxes.get(n);
        if (n == 5) {
          engine.clear(collection, id, box, Precondition.NONE);
        } else {
          engine.write(collection, id, box, source(pattern(collection, box, n)), Precondition.NONE);
        }
        for (int reader = 0; reader < readers.size(); reader++) {
          assertThat(read(readers.get(reader), DType.FLOAT32, ALL))
              .as("reader %d after change %d", reader, n)
              .isEqualTo(states.get(reader));
        }
      }
    } finally {
      readers.forEach(ArrayReader::close);
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void openReaderOutlivesADelete(Layout layout) throws Exception {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    byte[] before = pattern(collection, ALL, 1);
    engine.write(collection, id, ALL, source(before), Precondition.NONE);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Boolean> deleted;
      try (ArrayReader reader =
          engine.open(collection, id, Region.whole(collection.arrays().shape()))) {
        deleted = thread.submit(() -> engine.delete(collection, id, Precondition.NONE));
        waitABit(deleted);
        assertThat(read(reader, DType.FLOAT32, ALL)).isEqualTo(before);
      }
      assertThat(deleted.get()).isTrue();
    }
    assertThat(engine.find(collection, id)).isEmpty();
  }

  private static void waitABit(Future<?> future) throws Exception {
    try {
      future.get(200, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      assertThat(future.isDone()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void readersNeverSeeHalfAWrite(Layout layout) throws Exception {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    byte[] one = pattern(collection, ALL, 1);
    byte[] two = pattern(collection, ALL, 2);
    engine.write(collection, id, ALL, source(one), Precondition.NONE);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Boolean> reads =
          thread.submit(() -> {
            while (!done.get()) {
              assertThat(read(engine, collection, id, ALL)).isIn(one, two);
            }
            return true;
          });
      for (int n = 0; n < 40; n++) {
        engine.write(collection, id, ALL, source(n % 2 == 0 ? two : one), Precondition.NONE);
      }
      done.set(true);
      assertThat(reads.get()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void writersOfOneArrayWaitForOneAnother(Layout layout) throws Exception {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    List<Callable<Version>> calls = new ArrayList<>();
    byte[] whole = pattern(collection, ALL, 6);
    int row = whole.length / 5;
    for (int n = 0; n < 5; n++) {
      Region part = Region.of(new long[] {n, 0, 0}, new long[] {n + 1, 7, 6});
      byte[] cells = Arrays.copyOfRange(whole, n * row, (n + 1) * row);
      calls.add(() -> engine.write(collection, id, part, source(cells), Precondition.NONE));
    }
    List<Version> versions = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      for (Future<Version> result : threads.invokeAll(calls)) {
        versions.add(result.get());
      }
    }
    if (!storage.commitsTogether()) {
      assertThat(versions).doesNotHaveDuplicates();
    }
    assertThat(versions).contains(engine.find(collection, id).orElseThrow().version());
    assertThat(read(engine, collection, id, ALL)).isEqualTo(whole);
  }

  @Test
  void arraysOfOneCollectionAreSeparate() {
    Collection collection = kept(Layout.CHUNKED);
    ArrayId first = engine.create(collection, header(1)).header().id();
    ArrayId second = engine.create(collection, header(2)).header().id();
    byte[] cells = pattern(collection, ALL, 1);
    engine.write(collection, first, ALL, source(cells), Precondition.NONE);
    assertThat(read(engine, collection, second, ALL)).isEqualTo(fill(collection, ALL));
    engine.delete(collection, second, Precondition.NONE);
    assertThat(read(engine, collection, first, ALL)).isEqualTo(cells);
  }

  @ParameterizedTest
  @EnumSource(names = {"CHUNKED", "DEFLATED", "TILED_CHUNKED", "TILED_DEFLATED"})
  void chunkShapeIsThatOfTheOptions(Layout layout) {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    engine.write(collection, id, ALL, source(pattern(collection, ALL, 1)), Precondition.NONE);
    try (ArrayReader reader =
        engine.open(collection, id, Region.whole(collection.arrays().shape()))) {
      StorageOptions.Chunks chunks = layout.options.chunks();
      assertThat(reader.chunkShape()).contains(((StorageOptions.Chunks.Manual) chunks).shape());
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void openOfABoxReadsAnyBoxInIt(Layout layout) {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    byte[] box = pattern(collection, BOX, 1);
    engine.write(collection, id, BOX, source(box), Precondition.NONE);
    try (ArrayReader reader = engine.open(collection, id, BOX)) {
      engine.clear(collection, id, ALL, Precondition.NONE);
      assertThat(read(reader, DType.FLOAT32, BOX)).isEqualTo(box);
      assertThat(read(reader, DType.FLOAT32, CELL))
          .isEqualTo(Arrays.copyOfRange(box, 23 * 4, 24 * 4));
    }
  }

  /** Every write has one number in all its cells; who sees two of them saw half a write. */
  @ParameterizedTest
  @EnumSource(names = {"CONTIGUOUS", "TILED", "TILED_CHUNKED", "TILED_DEFLATED"})
  void writersOfOverlappingBoxesTearNothing(Layout layout) throws Exception {
    Collection collection = kept(layout);
    ArrayId id = created(collection);
    List<Region> boxes =
        List.of(
            BOX,
            ALL,
            Region.of(new long[] {2, 0, 3}, new long[] {5, 7, 6}),
            Region.of(new long[] {0, 3, 0}, new long[] {3, 4, 6}));
    Region common = Region.of(new long[] {2, 3, 3}, new long[] {3, 4, 5});
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(boxes.size() + 2)) {
      List<Future<Boolean>> readers = new ArrayList<>();
      for (int n = 0; n < 2; n++) {
        readers.add(
            threads.submit(() -> {
              while (!done.get()) {
                assertOneNumber(read(engine, collection, id, common));
              }
              return true;
            }));
      }
      List<Callable<Boolean>> writers = new ArrayList<>();
      for (int writer = 0; writer < boxes.size(); writer++) {
        Region box = boxes.get(writer);
        int first = 1 + writer;
        writers.add(() -> {
          for (int n = 0; n < 20; n++) {
            engine.write(
                collection, id, box, source(number(box, first + 4 * (n % 15))), Precondition.NONE);
          }
          return true;
        });
      }
      for (Future<Boolean> writer : threads.invokeAll(writers)) {
        assertThat(writer.get()).isTrue();
      }
      done.set(true);
      for (Future<Boolean> reader : readers) {
        assertThat(reader.get()).isTrue();
      }
    }
    assertOneNumber(read(engine, collection, id, common));
  }

  private static byte[] number(Region box, int number) {
    byte[] cells = new byte[Math.toIntExact(box.cells()) * 4];
    Arrays.fill(cells, (byte) number);
    return cells;
  }

  private static void assertOneNumber(byte[] cells) {
    for (int at = 4; at < cells.length; at++) {
      assertThat(cells[at]).isEqualTo(cells[at - 4]);
    }
  }
}
