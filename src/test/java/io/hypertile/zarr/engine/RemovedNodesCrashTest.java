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
import io.hypertile.lock.InProcessLocks;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Placement;
import io.hypertile.schema.Removal;
import io.hypertile.store.CrashedChanges;
import io.hypertile.store.Revisions;
import io.hypertile.store.StorePrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
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
}
