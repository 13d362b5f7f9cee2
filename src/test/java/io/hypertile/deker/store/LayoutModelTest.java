package io.hypertile.deker.store;

import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.StorageDirectories;
import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.ArrayFileParser;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import io.hypertile.schema.StorageOptions.Chunks;
import io.hypertile.schema.StorageOptions.Compression;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays random writes, clears, reads and restarts on every layout against a plain Java array, with
 * readers at work all the time, and looks after each step at what the file itself says.
 */
@StorageDirectories.InMemory
class LayoutModelTest {
  private static final int STEPS = 60;
  private static final int FEW_STEPS = 8;

  @TempDir(factory = StorageDirectories.class)
  Path root;

  /**
   * An array to play on.
   *
   * @param start a file of another program that the game begins with; empty for a new array
   */
  private record Case(DType dtype, Shape shape, StorageOptions options, String start) {
    static Case of(DType dtype, Shape shape, Chunks chunks, Compression compression) {
      return new Case(dtype, shape, new StorageOptions(chunks, compression), "");
    }

    static Case from(String start) {
      return new Case(Variant.dtype(start), Variant.SHAPE, StorageOptions.CONTIGUOUS, start);
    }
  }

  static Stream<Case> cases() {
    Shape shape = Shape.of(11, 7, 10);
    Chunks partial = new Chunks.Manual(Shape.of(4, 7, 3));
    Compression none = new Compression.None();
    return Stream.of(
        Case.of(DType.INT32, shape, new Chunks.None(), none),
        Case.of(DType.UINT16, shape, partial, none),
        Case.of(DType.FLOAT64, Shape.of(40, 50), new Chunks.Auto(), none),
        Case.of(DType.LONGDOUBLE, shape, partial, new Compression.Gzip(6)),
        Case.of(DType.INT64, Shape.of(40, 50), new Chunks.None(), new Compression.Gzip(1)),
        Case.of(DType.FLOAT32, shape, partial, new Compression.Lzf()),
        Case.of(DType.COMPLEX64, shape, partial, new Compression.Plugin("blosc", List.of())),
        Case.of(DType.INT16, shape, partial, new Compression.Plugin("lz4", List.of())),
        Case.of(DType.UINT32, shape, partial, new Compression.Plugin("bitshuffle", List.of())),
        Case.of(DType.FLOAT16, shape, partial, new Compression.Plugin("zstd", List.of(3))),
        Case.of(DType.INT8, shape, partial, new Compression.Plugin("bzip2", List.of(9))),
        // More than one level of the index.
        Case.of(DType.INT16, Shape.of(20, 30), new Chunks.Manual(Shape.of(2, 3)), none),
        Case.from("gzip-shuffle-fletcher"),
        Case.from("lzf-shuffle"),
        Case.from("big-endian-chunked"),
        Case.from("latest-fixed-gzip"),
        Case.from("few-links"),
        Case.from("masked"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyLayoutBehavesLikeAnArrayInMemory(Case played) throws Exception {
    try (Game game = new Game(root, played, TestSeed.random())) {
      for (int step = 0; step < STEPS; step++) {
        game.step();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void clearingTheSameCellsAgainLosesNothing(Case played) throws Exception {
    try (Game game = new Game(root, played, TestSeed.random())) {
      Region first = Region.of(new long[played.shape().rank()], ones(played.shape().rank()));
      game.write(Region.whole(played.shape()));
      int times = (int) Math.min(played.shape().cells() + 3, 80);
      for (int time = 0; time < times; time++) {
        game.clear(first);
      }
      for (int time = 0; time < times; time++) {
        game.write(first);
      }
      game.check();
    }
  }

  /** Every dtype on every kind of layout: run, automatic chunks, cut chunks, and filters. */
  static Stream<Case> typesAndLayouts() {
    Shape shape = Shape.of(6, 5, 9);
    Chunks cut = new Chunks.Manual(Shape.of(4, 2, 4));
    Chunks none = new Chunks.None();
    Compression plain = new Compression.None();
    return Arrays.stream(DType.values())
        .flatMap(dtype ->
            Stream.of(
                Case.of(dtype, shape, none, plain),
                Case.of(dtype, shape, new Chunks.Auto(), plain),
                Case.of(dtype, shape, cut, plain),
                Case.of(dtype, shape, none, new Compression.Gzip(4)),
                Case.of(dtype, shape, cut, new Compression.Gzip(9)),
                Case.of(dtype, shape, cut, new Compression.Lzf()),
                Case.of(dtype, shape, cut, new Compression.Plugin("zstd", List.of(3)))));
  }

  @ParameterizedTest
  @MethodSource("typesAndLayouts")
  void everyTypeBehavesLikeAnArrayInMemoryOnEveryLayout(Case played) throws Exception {
    try (Game game = new Game(root, played, TestSeed.random())) {
      game.write(Region.whole(played.shape()));
      for (int step = 0; step < FEW_STEPS; step++) {
        game.step();
      }
      game.clear(Region.whole(played.shape()));
      game.write(game.box());
      game.check();
    }
  }

  private static long[] ones(int rank) {
    long[] ones = new long[rank];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Chunks replaced again and again leave holes, which are used or squeezed out. */
  @Test
  void filesOfManyUpdatesStaySmall() throws Exception {
    Shape shape = Shape.of(400, 500);
    Chunks chunks = new Chunks.Manual(Shape.of(50, 50));
    Case played = Case.of(DType.FLOAT64, shape, chunks, new Compression.Gzip(1));
    Random random = TestSeed.random(7);
    try (Game game = new Game(root, played, random)) {
      game.write(Region.whole(shape));
      for (int update = 0; update < 60; update++) {
        game.write(game.box());
        long live = game.liveBytes();
        assertThat(Files.size(game.file)).as("update %d", update).isLessThan(3 * live);
      }
      game.check();
    }
  }

  /** The engine, the model, the dice and the readers. */
  private static final class Game implements AutoCloseable {
    private final Path root;
    private final Collection collection;
    private final Random random;
    private final ArrayId id = new ArrayId(Variant.ID);
    private final Path file;
    private final byte[] model;
    private final int size;
    private final Set<Integer> states = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final List<Held> held = new ArrayList<>();
    private Hdf5StorageTest.Opened storage;
    private Future<?> watching;

    /** A reader and the cells that it must go on seeing. */
    private record Held(ArrayReader reader, byte[] expected) {}

    Game(Path root, Case played, Random random) throws Exception {
      this.root = root;
      this.random = random;
      this.size = played.dtype().size();
      Collection plain = StorageFixtures.keyless("played", played.dtype(), played.shape());
      this.collection = new Collection(plain.name(), plain.schema(), Optional.of(played.options()));
      this.storage = Hdf5StorageTest.Opened.at(root);
      storage.collections().create(collection);
      storage
          .arrays()
          .create(collection, new ArrayHeader(id, Attributes.none(), Attributes.none()));
      this.file = fileOf();
      if (!played.start().isEmpty()) {
        Files.write(file, Variant.file(played.start()).bytes());
      }
      this.model = read(storage.arrays(), collection, id, whole());
      publish();
      this.watching = watch();
    }

    private Path fileOf() throws Exception {
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .filter(path -> path.getFileName().toString().equals(id.text() + ".hdf5"))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow();
      }
    }

    private Region whole() {
      return Region.whole(collection.arrays().shape());
    }

    private void publish() {
      states.add(Arrays.hashCode(model));
    }

    /** Reads the whole array over and over: every time it must be one of the states. */
    private Future<?> watch() {
      stop.set(false);
      Hdf5StorageTest.Opened watched = storage;
      return threads.submit(() -> {
        while (!stop.get()) {
          byte[] seen = read(watched.arrays(), collection, id, whole());
          assertThat(states).contains(Arrays.hashCode(seen));
          Thread.sleep(1);
        }
        return null;
      });
    }

    private void stopWatching() throws Exception {
      stop.set(true);
      watching.get();
    }

    void step() throws Exception {
      int dice = random.nextInt(100);
      if (dice < 50) {
        write(box());
      } else if (dice < 70) {
        clear(box());
      } else if (dice < 75) {
        clear(whole());
      } else if (dice < 85) {
        held.add(
            new Held(
                storage.arrays().open(collection, id, Region.whole(collection.arrays().shape())),
                model.clone()));
      } else if (dice < 92) {
        release();
      } else {
        reopen();
      }
      check();
    }

    void write(Region box) {
      byte[] cells = new byte[Math.toIntExact(box.cells()) * size];
      for (int at = 0; at < cells.length; at++) {
        cells[at] = (byte) (1 + random.nextInt(0x3f));
      }
      put(box, cells);
      storage
          .arrays()
          .write(collection, id, box, source(cells, 1 + random.nextInt(5000)), Precondition.NONE);
    }

    void clear(Region box) {
      put(box, StorageFixtures.fill(collection, box));
      storage.arrays().clear(collection, id, box, Precondition.NONE);
    }

    /** Puts cells into the model, and publishes it before they are written. */
    private void put(Region box, byte[] cells) {
      RegionCopy.copy(
          MemorySegment.ofArray(cells),
          box.shape(),
          Region.whole(box.shape()),
          MemorySegment.ofArray(model),
          collection.arrays().shape(),
          box.startArray(),
          size);
      publish();
    }

    private void release() {
      for (Held reader : held) {
        assertThat(read(reader.reader(), collection.arrays().dtype(), whole()))
            .isEqualTo(reader.expected());
        reader.reader().close();
      }
      held.clear();
    }

    private void reopen() throws Exception {
      release();
      stopWatching();
      storage.close();
      storage = Hdf5StorageTest.Opened.at(root);
      watching = watch();
    }

    /** Compares cells, their count in the file, and the state of the file with the model. */
    void check() throws Exception {
      assertThat(read(storage.arrays(), collection, id, whole())).isEqualTo(model);
      long empty = collection.arrays().fillValue().count(MemorySegment.ofArray(model));
      ArrayFile parsed = parse();
      boolean isOurs = parsed.emptyCells().orElseThrow().value() == empty;
      assertThat(isOurs || states.size() == 1).as("empty cells of %s", parsed.name()).isTrue();
      // Other links may lead to the dataset, which then stays with fill values.
      boolean stays = parsed.root().hasOtherLinks();
      assertThat(parsed.data().isPresent()).isEqualTo(stays || empty < whole().cells());
    }

    private ArrayFile parse() throws Exception {
      try (FileChannel channel = FileChannel.open(file)) {
        return ArrayFileParser.parse(Hdf5Source.of(channel, "played"));
      }
    }

    long liveBytes() throws Exception {
      DataLayout.Chunked layout = (DataLayout.Chunked) parse().data().orElseThrow().layout();
      long live = 4096;
      for (int at = 0; at < layout.table().size(); at++) {
        live += layout.table().storedSize(layout.table().chunk(at));
      }
      return live;
    }

    Region box() {
      Shape shape = collection.arrays().shape();
      long[] start = new long[shape.rank()];
      long[] stop = new long[shape.rank()];
      for (int axis = 0; axis < start.length; axis++) {
        int length = (int) shape.length(axis);
        boolean all = random.nextInt(5) == 0;
        start[axis] = all ? 0 : random.nextInt(length);
        stop[axis] = all ? length : start[axis] + 1 + random.nextInt(length - (int) start[axis]);
      }
      return Region.of(start, stop);
    }

    @Override
    public void close() throws Exception {
      try {
        release();
        stopWatching();
      } finally {
        threads.shutdownNow();
        storage.close();
      }
    }
  }
}
