package io.hypertile.zarr.engine;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.pattern;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.KilledProgram;
import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.engine.CollectionTrash;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Removal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that are killed while they move the arrays of a collection in files into the trash and
 * back, others coming meanwhile: they are in one of the two places, whole.
 */
@Timeout(300)
class RemovedNodesKillTest {
  private static final int KILLS = 5;
  private static final Collection POND = keyed("pond", DType.INT32, Shape.of(64, 64), null);
  private static final Region ALL = Region.whole(Shape.of(64, 64));
  private static final byte[] CELLS = pattern(POND, ALL, 5);

  @TempDir private Path root;
  @TempDir private Path output;

  /** Moves all arrays to and fro until it is killed, and says each move that is durable. */
  static final class Mover {
    private Mover() {}

    public static void main(String[] arguments) {
      try (OpenedZarr storage = OpenedZarr.inFiles(Path.of(arguments[0]))) {
        restore(storage);
        for (int step = 0; ; step++) {
          String id = "id-" + System.nanoTime();
          storage
              .collections()
              .discardArrays(
                  new Removal(id, Removal.What.ARRAYS, POND.name(), Instant.now(), "somebody"));
          System.out.println("trash");
          if (step % 2 == 0) {
            ArrayHeader other = header(2 + step);
            storage.arrays().create(POND, other);
            restore(storage);
            storage.arrays().delete(POND, other.id(), Precondition.NONE);
          } else {
            restore(storage);
          }
          System.out.println("back");
        }
      }
    }
  }

  private static void restore(OpenedZarr storage) {
    CollectionTrash trash = storage.collections().trash();
    trash.list().forEach(trash::restore);
  }

  @Test
  void arraysAreInOnePlaceWhole() throws Exception {
    ArrayHeader header = header(1);
    try (OpenedZarr storage = OpenedZarr.inFiles(root)) {
      storage.collections().create(POND);
      storage.arrays().create(POND, header);
      storage.arrays().write(POND, header.id(), ALL, source(CELLS), Precondition.NONE);
    }
    Random random = TestSeed.random();
    for (int kill = 0; kill < KILLS; kill++) {
      KilledProgram.lines(
          Mover.class,
          List.of(root.toString()),
          output,
          random.nextInt(12),
          random.nextInt(12_000_000));
      try (OpenedZarr storage = OpenedZarr.inFiles(root)) {
        boolean isBack = storage.arrays().find(POND, header.id()).isPresent();
        assertThat(storage.collections().trash().list()).hasSize(isBack ? 0 : 1);
        restore(storage);
        assertThat(read(storage.arrays(), POND, header.id(), ALL)).isEqualTo(CELLS);
        assertThat(storage.arrays().findByKey(POND, header.primary())).isPresent();
        assertThat(storage.arrays().list(POND, null, 10)).hasSizeBetween(1, 2);
        for (ArrayId each : storage.arrays().list(POND, null, 10)) {
          if (!each.equals(header.id())) {
            storage.arrays().delete(POND, each, Precondition.NONE);
          }
        }
      }
    }
  }
}
