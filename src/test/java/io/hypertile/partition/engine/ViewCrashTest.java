package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.StorageDirectories;
import io.hypertile.TestSeed;
import io.hypertile.chunk.CodecPool;
import io.hypertile.journal.CrashRoot;
import io.hypertile.journal.CrashStates;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.Revisions;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power losses at every moment of random writes of a view over many partitions: all partitions
 * together are as they were before a write or after it, and what was acknowledged is there.
 */
@StorageDirectories.InMemory
@Timeout(300)
class ViewCrashTest {
  private static final int CHANGES = 4;

  @TempDir(factory = StorageDirectories.class)
  Path directory;

  private static Revisions revisions(Journal journal) {
    return new LocalStore("test", journal, RootPath.of("zarr"), Runnable::run).revisions();
  }

  @Test
  void allPartitionsAreBeforeOrAfterEachWrite() throws Exception {
    Path files = Files.createDirectory(directory.resolve("history"));
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    JournalSettings settings =
        new JournalSettings(30_000, Duration.ofDays(1), 4_096, 20_000, false);
    CrashRoot root = new CrashRoot(files, settings, TestSeed.get());
    CrashStates<TreeMap<String, String>> states = new CrashStates<>(root);
    CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20), root.threads());
    root.run(
        Map.of(
            "changes",
            () -> {
              Revisions revisions = revisions(root.journal());
              CrashView.make(revisions, pool, scratch);
              CrashView view = CrashView.open(revisions, pool, scratch);
              states.add(view::look);
              Random random = TestSeed.random();
              for (int change = 0; change < CHANGES; change++) {
                view.change(random);
                states.add(view::look);
              }
            }));
    root.run(Map.of("close", pool::close));
    root.run(Map.of("end", root.journal()::close));
    assertThat(states.size()).isEqualTo(CHANGES + 1);
    states.assertKeptAtEveryMoment(journal -> {
      try (CodecPool other = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20))) {
        return CrashView.open(revisions(journal), other, scratch).look();
      }
    });
  }
}
