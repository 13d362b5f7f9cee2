package io.hypertile.collection;

import static io.hypertile.engine.StorageFixtures.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.catalog.SqliteCatalog;
import io.hypertile.deker.store.Hdf5Settings;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.CollectionTrash;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of removed collections with time. */
class TrashServiceTest {
  private static final Instant START = Instant.parse("2024-05-06T00:00:00Z");

  @TempDir private Path root;

  private static void discard(Hdf5Storage storage, String name, Instant at) {
    Collection collection = keyed(name, DType.INT8, Shape.of(2), null);
    storage.collections().create(collection);
    Removal removal = new Removal("id-" + name, collection.name(), at, "somebody");
    assertThat(storage.collections().discard(removal, found -> {})).isTrue();
  }

  private static List<String> names(TrashService trash) {
    return trash.list(name -> true).stream()
        .map(item -> item.kept().removal().name().text())
        .toList();
  }

  @Test
  void collectionsGoWhenTheyWereKeptLongEnough() {
    AtomicReference<Instant> now = new AtomicReference<>(START);
    try (Hdf5Storage storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
        ArrayCatalog catalog = SqliteCatalog.open(root.resolve(".hypertile/catalog"));
        ArrayIndex index = new ArrayIndex(catalog, storage.arrays(), 1, Duration.ofSeconds(10));
        TrashService trash =
            new TrashService(storage.collections(), index, Duration.ofDays(2), now::get)) {
      discard(storage, "old", START.minus(Duration.ofDays(1)));
      discard(storage, "new", START);
      trash.sweep();
      assertThat(names(trash)).containsExactly("new", "old");
      assertThat(trash.list(name -> true).getFirst().expires())
          .contains(START.plus(Duration.ofDays(2)));
      assertThat(trash.totals().removals()).isEqualTo(2);
      assertThat(trash.totals().bytes()).isPositive().isEqualTo(trash.bytes());
      now.set(START.plus(Duration.ofDays(1)).minusNanos(1));
      trash.sweep();
      assertThat(names(trash)).containsExactly("new", "old");
      now.set(START.plus(Duration.ofDays(1)));
      trash.sweep();
      assertThat(names(trash)).containsExactly("new");
      assertThat(root.resolve(".hypertile/removed").toFile().list()).containsExactly("id-new");
      now.set(START.plus(Duration.ofDays(2)));
      trash.sweep();
      assertThat(names(trash)).isEmpty();
      assertThat(trash.totals()).isEqualTo(new TrashService.Totals(0, 0));
    }
  }

  @Test
  void nothingGoesWhereNothingIsKeptAnyMore() {
    try (Hdf5Storage storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
        ArrayCatalog catalog = SqliteCatalog.open(root.resolve(".hypertile/catalog"));
        ArrayIndex index = new ArrayIndex(catalog, storage.arrays(), 1, Duration.ofSeconds(10));
        TrashService trash =
            new TrashService(storage.collections(), index, Duration.ZERO, () -> START)) {
      discard(storage, "old", START.minus(Duration.ofDays(900)));
      trash.start();
      assertThat(trash.list(name -> true).getFirst().expires()).isEmpty();
      assertThat(trash.restore("id-old", name -> true).name().text()).isEqualTo("old");
    }
  }

  /** A store whose trash is measured only when a latch opens. */
  private record SlowlyMeasured(CollectionStore store, CountDownLatch opened)
      implements CollectionStore {
    @Override
    public CollectionTrash trash() {
      CollectionTrash trash = store.trash();
      return new CollectionTrash() {
        @Override
        public List<Kept> list() {
          return trash.list();
        }

        @Override
        public boolean restore(Kept kept) {
          return trash.restore(kept);
        }

        @Override
        public boolean purge(Kept kept) {
          return trash.purge(kept);
        }

        @Override
        public long bytes(Kept kept) {
          try {
            opened.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return trash.bytes(kept);
        }

        @Override
        public long arrays(Kept kept) {
          return trash.arrays(kept);
        }
      };
    }

    @Override
    public void create(Collection collection) {
      store.create(collection);
    }

    @Override
    public Optional<Collection> find(CollectionName name) {
      return store.find(name);
    }

    @Override
    public List<CollectionName> list() {
      return store.list();
    }

    @Override
    public boolean delete(CollectionName name) {
      return store.delete(name);
    }

    @Override
    public boolean clear(CollectionName name) {
      return store.clear(name);
    }
  }

  @Test
  @Timeout(60)
  void whoeverRestoresOrPurgesDoesNotWaitForAWalkOverTheRest() throws InterruptedException {
    CountDownLatch opened = new CountDownLatch(1);
    try (Hdf5Storage storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
        ArrayCatalog catalog = SqliteCatalog.open(root.resolve(".hypertile/catalog"));
        ArrayIndex index = new ArrayIndex(catalog, storage.arrays(), 1, Duration.ofSeconds(10));
        TrashService trash =
            new TrashService(
                new SlowlyMeasured(storage.collections(), opened),
                index,
                Duration.ofDays(2),
                () -> START)) {
      for (String name : List.of("back", "gone", "left")) {
        discard(storage, name, START);
      }
      assertThat(trash.restore("id-back", name -> true).name().text()).isEqualTo("back");
      trash.purge("id-gone", name -> true);
      opened.countDown();
      while (trash.totals().removals() != 1) {
        Thread.sleep(1);
      }
      assertThat(trash.totals().bytes()).isPositive();
    }
  }
}
