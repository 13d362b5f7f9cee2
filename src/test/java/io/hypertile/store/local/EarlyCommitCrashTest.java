package io.hypertile.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.StorageDirectories;
import io.hypertile.TestSeed;
import io.hypertile.journal.CrashRoot;
import io.hypertile.journal.CrashStates;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.CommitResult;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Power losses at every moment of commits whose callers go on before the files are in place. */
@StorageDirectories.InMemory
@Timeout(300)
class EarlyCommitCrashTest {
  private static final int COMMITS = 6;
  private static final StoreKey HEAD = new StoreKey("day/zarr.json");
  private static final StoreKey LARGE = new StoreKey("day/c/0");
  private static final StoreKey SMALL = new StoreKey("day/c/1");

  @TempDir(factory = StorageDirectories.class)
  Path directory;

  private static LocalStore store(Journal journal, Executor commits) {
    return new LocalStore("test", journal, RootPath.of("lake"), Runnable::run, commits);
  }

  @Test
  void objectsOfAllSizesAreThereOnceTheyAreAcknowledged() throws Exception {
    Path files = Files.createDirectory(directory.resolve("history"));
    JournalSettings settings =
        new JournalSettings(30_000, Duration.ofDays(1), 4_096, 20_000, false);
    CrashRoot root = new CrashRoot(files, settings, TestSeed.get());
    CrashStates<List<Integer>> states = new CrashStates<>(root);
    LocalStore live = store(root.journal(), task -> root.threads().newThread(task).start());
    root.run(
        Map.of(
            "commits",
            () -> {
              for (int number = 0; number < COMMITS; number++) {
                commit(live.revisions(), number);
                states.add(() -> look(live));
              }
            }));
    root.run(Map.of("end", root.journal()::close));
    assertThat(look(live)).containsExactly(COMMITS - 1, COMMITS - 1, COMMITS - 1);
    states.assertKeptAtEveryMoment(journal -> look(store(journal, Runnable::run)));
  }

  private static void commit(Revisions revisions, int number) {
    try (Revision base = revisions.open(HEAD);
        Revisions.Batch batch = revisions.openBatch();
        StagedObject large = batch.stage(body(300_000, number));
        StagedObject small = batch.stage(body(3_000, number));
        StagedObject head = batch.stageHead(body(300, number))) {
      CommitResult result =
          revisions.commitEarly(
              base,
              List.of(
                  new KeyChange.Put(LARGE, large),
                  new KeyChange.Put(SMALL, small),
                  new KeyChange.Put(HEAD, head)));
      assertThat(result.isMade("unknown")).isTrue();
    }
  }

  private static ObjectBody body(int size, int number) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) number);
    return ObjectBody.of(bytes);
  }

  /** The numbers that all bytes of the objects have. */
  private static List<Integer> look(Store store) {
    return List.of(
        number(store, LARGE, 300_000), number(store, SMALL, 3_000), number(store, HEAD, 300));
  }

  private static int number(Store store, StoreKey key, int size) {
    byte[] bytes = store.load(key, size).orElseThrow().bytes();
    byte[] same = new byte[size];
    Arrays.fill(same, bytes[0]);
    assertThat(bytes).as(key.text()).isEqualTo(same);
    return bytes[0];
  }
}
