package io.hypertile.zarr.engine;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.pattern;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static io.hypertile.engine.StorageFixtures.tiled;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.StorageDirectories;
import io.hypertile.array.Precondition;
import io.hypertile.engine.CollectionTrash;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Removal;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PutResult;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.layer.FlakyStore;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Arrays on their way into the trash of an object store and back when their server ends. */
@StorageDirectories.InMemory
@Timeout(300)
class RemovedNodesCutTest {
  private static final Collection POND = keyed("pond", DType.INT16, Shape.of(4, 4), null);
  private static final Region ALL = Region.whole(Shape.of(4, 4));
  private static final List<ArrayHeader> HEADERS = List.of(header(1), header(2), header(3));
  private static final Instant AT = Instant.parse("2024-05-06T07:08:09Z");

  @TempDir(factory = StorageDirectories.class)
  Path directory;

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
      Map<StoreKey, Exception> failed = new HashMap<>();
      for (StoreKey key : keys) {
        change();
        failed.putAll(super.delete(List.of(key)).failed());
      }
      return new DeleteResult(failed);
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

  private static void discard(OpenedZarr opened, String id, Collection collection) {
    opened
        .collections()
        .discardArrays(new Removal(id, Removal.What.ARRAYS, collection.name(), AT, "somebody"));
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
      isCut = isCut(memory, changes, opened -> discard(opened, "one", POND));
      boolean isCutAgain = isCut(memory, changes, RemovedNodesCutTest::restoreAll);
      try (OpenedZarr opened = OpenedZarr.inCommits(memory, directory)) {
        for (int number = 1; number <= 3; number++) {
          ArrayHeader header = HEADERS.get(number - 1);
          if (opened.arrays().findByKey(POND, header.primary()).isPresent()
              && opened.arrays().find(POND, header.id()).isPresent()) {
            assertThat(read(opened.arrays(), POND, header.id(), ALL))
                .isEqualTo(pattern(POND, ALL, number));
          }
        }
        discard(opened, "two", POND);
        assertThat(opened.arrays().list(POND, null, 9)).isEmpty();
        restoreAll(opened);
        assertFilled(opened);
      }
      isCut |= isCutAgain;
    }
  }

  @Test
  void purgeThatIsCutOffLeavesNothingBehindWhenItIsMadeAgain() {
    boolean isCut = true;
    for (int changes = 0; isCut; changes++) {
      MemoryStore memory = new MemoryStore("test");
      try (OpenedZarr opened = OpenedZarr.inCommits(memory, directory)) {
        fill(opened);
        discard(opened, "one", POND);
      }
      isCut = isCut(memory, changes, RemovedNodesCutTest::purgeAll);
      try (OpenedZarr opened = OpenedZarr.inCommits(memory, directory)) {
        purgeAll(opened);
      }
      assertThat(memory.keysBelow(StorePrefix.ROOT))
          .as("behind %d changes", changes)
          .noneMatch(key -> key.text().contains("/removed/"));
    }
  }

  private static void purgeAll(OpenedZarr opened) {
    CollectionTrash trash = opened.collections().trash();
    trash.list().forEach(kept -> assertThat(trash.purge(kept)).isTrue());
  }

  @Test
  void namesOfTilesThatWereMovedInPartAreInNobodysWay() {
    Collection lake = tiled("lake");
    ArrayId tile = new ArrayId("5f0d8a52-6a4e-4c3b-9d21-000000000001");
    ArrayId array = HEADERS.getFirst().id();
    boolean isCut = true;
    for (int changes = 0; isCut; changes++) {
      MemoryStore memory = new MemoryStore("test");
      try (OpenedZarr opened = OpenedZarr.inCommits(memory, directory)) {
        opened.collections().create(lake);
        opened.arrays().create(lake, HEADERS.getFirst());
        opened.arrays().tiled(lake).orElseThrow().createTile(lake, array, 2, tile);
      }
      isCut = isCut(memory, changes, opened -> discard(opened, "one", lake));
      isCut |= isCut(memory, changes, RemovedNodesCutTest::restoreAll);
      try (OpenedZarr opened = OpenedZarr.inCommits(memory, directory)) {
        restoreAll(opened);
        assertThat(opened.collections().trash().list()).isEmpty();
        assertThat(opened.arrays().find(lake, array)).isPresent();
        assertThat(opened.arrays().tiled(lake).flatMap(tiles -> tiles.findAddress(lake, tile)))
            .as("behind %d changes", changes)
            .isPresent();
      }
    }
  }
}
