package io.hypertile.deker.store;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.pattern;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.KilledProgram;
import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.CollectionTrash;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Removal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that are killed while they move a collection into the trash and back, and others to
 * where nothing comes back from: it is in one of the two places, whole.
 */
@Timeout(300)
class TrashKillTest {
  private static final int KILLS = 6;
  private static final Collection POND = keyed("pond", DType.INT32, Shape.of(64, 64), null);
  private static final Region ALL = Region.of(new long[] {0, 0}, new long[] {64, 64});
  private static final byte[] CELLS = pattern(POND, ALL, 5);

  @TempDir private Path root;
  @TempDir private Path output;

  private static Hdf5Storage open(Path root) {
    return Hdf5Storage.open(root, new Hdf5Settings(Duration.ofSeconds(10), 16, false));
  }

  private static Removal removal(Collection collection) {
    return new Removal("id-" + System.nanoTime(), collection.name(), Instant.now(), "somebody");
  }

  /** Moves a collection to and fro until it is killed, and says each move that is durable. */
  static final class Mover {
    private Mover() {}

    public static void main(String[] arguments) {
      try (Hdf5Storage storage = open(Path.of(arguments[0]))) {
        CollectionStore store = storage.collections();
        if (store.find(POND.name()).isEmpty()) {
          restore(store);
        }
        for (int step = 0; ; step++) {
          store.discard(removal(POND), found -> {});
          System.out.println("trash");
          // Of the same name, and gone for good.
          store.create(POND);
          storage.arrays().create(POND, header(2));
          Removal other = removal(POND);
          store.discard(other, found -> {});
          store.trash().find(other.id()).ifPresent(store.trash()::purge);
          restore(store);
          System.out.println("back");
        }
      }
    }

    private static void restore(CollectionStore store) {
      for (CollectionTrash.Kept kept : store.trash().list()) {
        store.trash().restore(kept);
      }
    }
  }

  @Test
  void collectionIsInOnePlaceWhole() throws Exception {
    ArrayId array;
    try (Hdf5Storage storage = open(root)) {
      array = fill(storage);
    }
    Random random = TestSeed.random();
    for (int kill = 0; kill < KILLS; kill++) {
      KilledProgram.lines(
          Mover.class,
          List.of(root.toString()),
          output,
          random.nextInt(12),
          random.nextInt(12_000_000));
      try (Hdf5Storage storage = open(root)) {
        settle(storage, array);
        assertThat(read(storage.arrays(), POND, array, ALL)).isEqualTo(CELLS);
        assertThat(root.resolve("collections").toFile().list())
            .containsExactlyInAnyOrder("pond", "pond.lock");
        assertThat(Files.exists(root.resolve(".hypertile/removed"))).isTrue();
        assertThat(root.resolve(".hypertile/removed").toFile().list()).isEmpty();
      }
    }
  }

  /** Moves all arrays of a collection to and fro, others coming meanwhile, until it is killed. */
  static final class ArrayMover {
    private ArrayMover() {}

    public static void main(String[] arguments) {
      try (Hdf5Storage storage = open(Path.of(arguments[0]))) {
        Mover.restore(storage.collections());
        for (int step = 0; ; step++) {
          clear(storage);
          System.out.println("trash");
          if (step % 2 == 0) {
            var other = header(2 + step);
            storage.arrays().create(POND, other);
            Mover.restore(storage.collections());
            storage.arrays().delete(POND, other.id(), Precondition.NONE);
          } else {
            Mover.restore(storage.collections());
          }
          System.out.println("back");
        }
      }
    }

    private static void clear(Hdf5Storage storage) {
      String id = "id-" + System.nanoTime();
      storage
          .collections()
          .discardArrays(
              new Removal(id, Removal.What.ARRAYS, POND.name(), Instant.now(), "somebody"));
    }
  }

  @Test
  void arraysAreInOnePlaceWhole() throws Exception {
    ArrayId array;
    try (Hdf5Storage storage = open(root)) {
      array = fill(storage);
    }
    Random random = TestSeed.random();
    for (int kill = 0; kill < KILLS; kill++) {
      KilledProgram.lines(
          ArrayMover.class,
          List.of(root.toString()),
          output,
          random.nextInt(12),
          random.nextInt(12_000_000));
      try (Hdf5Storage storage = open(root)) {
        boolean isBack = storage.arrays().find(POND, array).isPresent();
        List<CollectionTrash.Kept> kept = storage.collections().trash().list();
        assertThat(kept).hasSize(isBack ? 0 : 1);
        Mover.restore(storage.collections());
        assertThat(read(storage.arrays(), POND, array, ALL)).isEqualTo(CELLS);
        assertThat(storage.arrays().findByKey(POND, header(1).primary())).isPresent();
        assertThat(storage.arrays().list(POND, null, 10)).hasSizeBetween(1, 2);
        assertThat(root.resolve(".hypertile/removed").toFile().list()).isNullOrEmpty();
        removeOthers(storage, array);
      }
    }
  }

  private static void removeOthers(Hdf5Storage storage, ArrayId array) {
    for (ArrayId each : storage.arrays().list(POND, null, 10)) {
      if (!each.equals(array)) {
        storage.arrays().delete(POND, each, Precondition.NONE);
      }
    }
  }

  private static ArrayId fill(Hdf5Storage storage) {
    storage.collections().create(POND);
    var header = header(1);
    storage.arrays().create(POND, header);
    storage.arrays().write(POND, header.id(), ALL, source(CELLS), Precondition.NONE);
    return header.id();
  }

  /** Brings the collection back, and removes those that were made beside it. */
  private static void settle(Hdf5Storage storage, ArrayId array) {
    CollectionStore store = storage.collections();
    boolean isBack =
        store.find(POND.name()).isPresent() && storage.arrays().find(POND, array).isPresent();
    List<CollectionTrash.Kept> kept = store.trash().list();
    if (isBack) {
      kept.forEach(each -> assertThat(store.trash().purge(each)).isTrue());
      return;
    }
    store.delete(POND.name());
    boolean isFound = false;
    for (CollectionTrash.Kept each : kept) {
      assertThat(store.trash().restore(each)).isTrue();
      if (storage.arrays().find(POND, array).isPresent()) {
        assertThat(isFound).isFalse();
        isFound = true;
        store.discard(each.removal(), found -> {});
      } else {
        store.delete(POND.name());
      }
    }
    assertThat(isFound).isTrue();
    assertThat(store.trash().restore(store.trash().list().getFirst())).isTrue();
  }
}
