package io.hypertile.engine;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static io.hypertile.engine.StorageFixtures.tiled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.StorageDirectories;
import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import io.hypertile.schema.StorageOptions.Chunks;
import io.hypertile.schema.StorageOptions.Compression;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays random writes, failed writes, clears, reads, deletions and restarts against an engine and
 * against a plain Java array, and compares after each step.
 */
public abstract class ArrayEngineModelContract {
  private static final int STEPS = 120;

  @TempDir(factory = StorageDirectories.class)
  Path root;

  /** Opens the storage at the root, which is an empty directory the first time. */
  protected abstract TestStorage open(Path root);

  /** An array to play on. */
  record Case(DType dtype, Shape shape, @Nullable StorageOptions options, long... grid) {
    Case(DType dtype, Shape shape, @Nullable StorageOptions options, long... grid) {
      this.dtype = dtype;
      this.shape = shape;
      this.options = options;
      this.grid = grid.clone();
    }

    Collection collection() {
      Collection plain = keyed("model", dtype, shape, options);
      return grid.length == 0 ? plain : tiled(plain, Shape.of(grid));
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(DType.UINT8, Shape.of(37), null),
        new Case(DType.FLOAT64, Shape.of(9, 11), StorageOptions.CONTIGUOUS),
        new Case(DType.INT16, Shape.of(9, 11), chunked(new Compression.None(), 4, 5)),
        new Case(DType.FLOAT32, Shape.of(6, 5, 7), chunked(new Compression.Gzip(1), 6, 1, 3)),
        new Case(
            DType.COMPLEX128, Shape.of(3, 2, 4, 3), chunked(new Compression.Gzip(9), 2, 2, 2, 2)),
        new Case(
            DType.INT32,
            Shape.of(20, 30),
            new StorageOptions(new Chunks.Auto(), new Compression.Gzip(4))),
        new Case(DType.FLOAT16, Shape.of(1, 1, 1), null),
        new Case(DType.UINT8, Shape.of(36), null, 9),
        new Case(DType.FLOAT64, Shape.of(9, 10), StorageOptions.CONTIGUOUS, 3, 2),
        new Case(DType.INT16, Shape.of(9, 10), chunked(new Compression.None(), 2, 3), 3, 2),
        new Case(
            DType.FLOAT32, Shape.of(6, 5, 8), chunked(new Compression.Gzip(1), 3, 1, 2), 2, 5, 4),
        new Case(
            DType.INT32,
            Shape.of(20, 30),
            new StorageOptions(new Chunks.Auto(), new Compression.Gzip(4)),
            4,
            5));
  }

  private static StorageOptions chunked(Compression compression, long... shape) {
    return new StorageOptions(new Chunks.Manual(Shape.of(shape)), compression);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void engineBehavesLikeAnArrayInMemory(Case played) {
    Collection collection = played.collection();
    try (Game game = new Game(collection, TestSeed.random())) {
      for (int step = 0; step < STEPS; step++) {
        game.step();
      }
      game.restart();
      game.compare(Region.whole(played.shape));
    }
  }

  /** The engine, the model and the dice. */
  private final class Game implements AutoCloseable {
    private final Collection collection;
    private final Shape shape;
    private final Random random;
    private TestStorage storage;
    private ArrayId id;
    private Version version;
    private byte[] model;

    Game(Collection collection, Random random) {
      this.collection = collection;
      this.shape = collection.arrays().shape();
      this.random = random;
      this.storage = open(root);
      storage.collections().create(collection);
      create();
    }

    private void create() {
      StoredArray array = storage.arrays().create(collection, header(1));
      id = array.header().id();
      version = array.version();
      model = StorageFixtures.fill(collection, Region.whole(shape));
    }

    void step() {
      Region box = box();
      int dice = random.nextInt(100);
      if (dice < 45) {
        write(box);
      } else if (dice < 60) {
        put(box, StorageFixtures.fill(collection, box));
        version = storage.arrays().clear(collection, id, box, Precondition.NONE);
      } else if (dice < 70) {
        failedWrite(box);
      } else if (dice < 95) {
        compare(box);
      } else if (dice < 98) {
        restart();
      } else {
        assertThat(storage.arrays().delete(collection, id, Precondition.NONE)).isTrue();
        create();
      }
      compare(box);
      StoredArray stored = storage.arrays().find(collection, id).orElseThrow();
      assertThat(stored.version()).isEqualTo(version);
      assertThat(stored.hasData()).isEqualTo(modelHasData());
    }

    private void write(Region box) {
      byte[] cells = random.nextInt(10) == 0 ? StorageFixtures.fill(collection, box) : cells(box);
      put(box, cells);
      version =
          storage
              .arrays()
              .write(
                  collection, id, box, source(cells, 1 + random.nextInt(5000)), Precondition.NONE);
    }

    private void failedWrite(Region box) {
      ServiceException refusal = new ServiceException(ErrorCode.VALUE_OUT_OF_RANGE, "No.");
      assertThatThrownBy(() ->
              storage
                  .arrays()
                  .write(
                      collection,
                      id,
                      box,
                      target -> {
                        throw refusal;
                      },
                      Precondition.NONE))
          .isSameAs(refusal);
    }

    void restart() {
      storage.close();
      storage = open(root);
    }

    void compare(Region box) {
      assertThat(read(storage.arrays(), collection, id, box)).isEqualTo(expected(box));
    }

    private Region box() {
      long[] start = new long[shape.rank()];
      long[] stop = new long[shape.rank()];
      for (int axis = 0; axis < start.length; axis++) {
        int length = (int) shape.length(axis);
        boolean whole = random.nextInt(4) == 0;
        start[axis] = whole ? 0 : random.nextInt(length);
        stop[axis] = whole ? length : start[axis] + 1 + random.nextInt(length - (int) start[axis]);
      }
      return Region.of(start, stop);
    }

    /** Random cells whose bytes are all below 0x40, so that none is a NaN. */
    private byte[] cells(Region box) {
      byte[] cells = new byte[Math.toIntExact(box.shape().bytes(collection.arrays().dtype()))];
      for (int at = 0; at < cells.length; at++) {
        cells[at] = (byte) (1 + random.nextInt(0x3f));
      }
      return cells;
    }

    private void put(Region box, byte[] cells) {
      walk(box, (cell, at) -> System.arraycopy(cells, at, model, cell, size()));
    }

    private byte[] expected(Region box) {
      byte[] cells = new byte[Math.toIntExact(box.cells()) * size()];
      walk(box, (cell, at) -> System.arraycopy(model, cell, cells, at, size()));
      return cells;
    }

    private boolean modelHasData() {
      return !Arrays.equals(model, StorageFixtures.fill(collection, Region.whole(shape)));
    }

    private int size() {
      return collection.arrays().dtype().size();
    }

    /** Visits the cells of a box one by one, the slow and obvious way. */
    private void walk(Region box, CellVisitor visitor) {
      long[] position = box.startArray();
      int at = 0;
      for (long n = 0; n < box.cells(); n++) {
        long cell = 0;
        for (int axis = 0; axis < position.length; axis++) {
          cell = cell * shape.length(axis) + position[axis];
        }
        visitor.visit((int) cell * size(), at);
        at += size();
        for (int axis = position.length - 1; axis >= 0; axis--) {
          if (++position[axis] < box.stop(axis)) {
            break;
          }
          position[axis] = box.start(axis);
        }
      }
    }

    @Override
    public void close() {
      storage.close();
    }
  }

  private interface CellVisitor {
    void visit(int arrayByte, int boxByte);
  }
}
