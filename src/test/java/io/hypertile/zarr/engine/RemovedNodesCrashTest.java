package io.hypertile.zarr.engine;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.pattern;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.StorageDirectories;
import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.engine.CollectionTrash;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.lock.InProcessLocks;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Placement;
import io.hypertile.schema.Removal;
import io.hypertile.store.Condition;
import io.hypertile.store.CrashedChanges;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.Revisions;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.layer.FlakyStore;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Arrays on their way into the trash and back when the power goes, or the server. */
@StorageDirectories.InMemory
@Timeout(300)
class RemovedNodesCrashTest {
  private static final Collection POND = keyed("pond", DType.INT16, Shape.of(4, 4), null);
  private static final Region ALL = Region.whole(Shape.of(4, 4));
  private static final List<ArrayHeader> HEADERS = List.of(header(1), header(2), header(3));
  private static final Instant AT = Instant.parse("2024-05-06T07:08:09Z");

  @TempDir(factory = StorageDirectories.class)
  Path directory;

  private static ZarrStorage storage(Revisions revisions, CodecPool pool) {
    return new ZarrStorage(
        new ZarrStorage.Setting(Placement.DEFAULT, revisions, StorePrefix.ROOT, false),
        new ZarrStorage.Resources(
            new InProcessLocks(),
            Duration.ofSeconds(60),
            pool,
            () -> {
              throw new IllegalStateException("few cells need no file");
            }));
  }

  private static void make(ZarrStorage storage, int number) {
    ArrayHeader header = HEADERS.get(number - 1);
    storage.arrays().create(POND, header);
    byte[] cells = pattern(POND, ALL, number);
    storage.arrays().write(POND, header.id(), ALL, source(cells), Precondition.NONE);
  }

  private static boolean discard(ZarrStorage storage, String id) {
    return storage
        .collections()
        .discardArrays(new Removal(id, Removal.What.ARRAYS, POND.name(), AT, "somebody"));
  }

  /** Arrays and removals, changed at random. */
  private record Moving(ZarrStorage storage, int[] made) implements CrashedChanges.Content {
    @Override
    public void change(Random random) {
      List<CollectionTrash.Kept> kept = storage.collections().trash().list();
      if (!kept.isEmpty() && random.nextInt(3) > 0) {
        CollectionTrash.Kept one = kept.get(random.nextInt(kept.size()));
        assertThat(
                random.nextInt(4) == 0
                    ? storage.collections().trash().purge(one)
                    : storage.collections().trash().restore(one))
            .isTrue();
      } else if (random.nextInt(3) == 0) {
        storage.arrays().create(POND, header(10 + made[0]++));
      } else {
        assertThat(discard(storage, "r" + made[0]++)).isTrue();
      }
    }

    @Override
    public Object look() {
      List<Object> all = new ArrayList<>();
      TreeMap<String, String> arrays = new TreeMap<>();
      for (ArrayId id : storage.arrays().list(POND, null, 100)) {
        // Of an array that is being made the register may know before it is there.
        if (storage.arrays().find(POND, id).isPresent()) {
          arrays.put(id.text(), Arrays.toString(read(storage.arrays(), POND, id, ALL)));
        }
      }
      all.add(arrays);
      TreeMap<String, Long> removals = new TreeMap<>();
      CollectionTrash trash = storage.collections().trash();
      for (CollectionTrash.Kept kept : trash.list()) {
        removals.put(kept.removal().id(), trash.arrays(kept) * 1_000_000 + trash.bytes(kept));
      }
      all.add(removals);
      return all;
    }
  }

  @Test
  void arraysInFilesAreInOnePlaceTogetherAfterALossAtAnyMoment() throws Exception {
    new CrashedChanges(directory, 10)
        .assertWholeAtEveryMoment(
            new CrashedChanges.Model() {
              @Override
              public void make(Revisions revisions, CodecPool pool) {
                ZarrStorage storage = storage(revisions, pool);
                storage.collections().create(POND);
                RemovedNodesCrashTest.make(storage, 1);
                RemovedNodesCrashTest.make(storage, 2);
              }

              @Override
              public CrashedChanges.Content open(Revisions revisions, CodecPool pool) {
                return new Moving(storage(revisions, pool), new int[1]);
              }
            });
  }

  /** A store that does nothing more behind so many changes, as its server is gone. */
  private static final class Ending extends FlakyStore {
    private int left;

    Ending(MemoryStore inner, int left) {
      super(inner);
      this.left = left;
    }

    private synchronized void change() {
      if (left-- <= 0) {
        throw new StoreException("test", "gone", StoreException.Retry.NEVER, null);
      }
    }

    @Override
    public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
      change();
      return super.put(key, body, condition);
    }

    @Override
    public DeleteResult delete(java.util.Collection<StoreKey> keys) {
      change();
      return super.delete(keys);
    }
  }

  /** Runs something until the server ends behind so many changes; false where it came through. */
  private boolean isCut(MemoryStore memory, int changes, Consumer<OpenedZarr> run) {
    try (OpenedZarr opened = OpenedZarr.inCommits(new Ending(memory, changes), directory)) {
      run.accept(opened);
      return false;
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
      return true;
    }
  }

  private static void restoreAll(OpenedZarr opened) {
    CollectionTrash trash = opened.collections().trash();
    trash.list().forEach(kept -> assertThat(trash.restore(kept)).isTrue());
  }

  private static void fill(OpenedZarr opened) {
    opened.collections().create(POND);
    for (int number = 1; number <= 3; number++) {
      ArrayHeader header = HEADERS.get(number - 1);
      opened.arrays().create(POND, header);
      byte[] cells = pattern(POND, ALL, number);
      opened.arrays().write(POND, header.id(), ALL, source(cells), Precondition.NONE);
    }
  }

  private static void assertFilled(OpenedZarr opened) {
    assertThat(opened.arrays().list(POND, null, 9)).hasSize(3);
    for (int number = 1; number <= 3; number++) {
      ArrayHeader header = HEADERS.get(number - 1);
      assertThat(opened.arrays().findByKey(POND, header.primary())).isPresent();
      assertThat(read(opened.arrays(), POND, header.id(), ALL))
          .isEqualTo(pattern(POND, ALL, number));
    }
    assertThat(opened.collections().trash().list()).isEmpty();
  }

  @Test
  void serverThatEndsWhileArraysMoveInAnObjectStoreLosesNone() {
    boolean isCut = true;
    for (int changes = 0; isCut; changes++) {
      MemoryStore memory = new MemoryStore("test");
      try (OpenedZarr opened = OpenedZarr.inCommits(memory, directory)) {
        fill(opened);
      }
      Removal removal = new Removal("one", Removal.What.ARRAYS, POND.name(), AT, "somebody");
      isCut = isCut(memory, changes, opened -> opened.collections().discardArrays(removal));
      boolean isCutAgain = isCut(memory, changes, RemovedNodesCrashTest::restoreAll);
      try (OpenedZarr opened = OpenedZarr.inCommits(memory, directory)) {
        for (int number = 1; number <= 3; number++) {
          ArrayHeader header = HEADERS.get(number - 1);
          if (opened.arrays().findByKey(POND, header.primary()).isPresent()
              && opened.arrays().find(POND, header.id()).isPresent()) {
            assertThat(read(opened.arrays(), POND, header.id(), ALL))
                .isEqualTo(pattern(POND, ALL, number));
          }
        }
        opened
            .collections()
            .discardArrays(new Removal("two", Removal.What.ARRAYS, POND.name(), AT, "somebody"));
        assertThat(opened.arrays().list(POND, null, 9)).isEmpty();
        restoreAll(opened);
        assertFilled(opened);
      }
      isCut |= isCutAgain;
    }
  }
}
