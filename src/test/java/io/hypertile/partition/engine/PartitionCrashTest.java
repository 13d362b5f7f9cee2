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
import io.hypertile.partition.Partitions;
import io.hypertile.store.Revisions;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power losses at every moment of random inserts, updates and drops over many partitions: all
 * partitions together are as they were before a change or after it, and what was acknowledged is
 * there.
 */
@StorageDirectories.InMemory
@Timeout(300)
class PartitionCrashTest {
  private static final int CHANGES = 5;
  private static final int CYCLES = 3;

  @TempDir(factory = StorageDirectories.class)
  Path directory;

  private static Revisions early(CrashRoot root) {
    return new LocalStore(
            "test",
            root.journal(),
            RootPath.of("zarr"),
            Runnable::run,
            task -> root.threads().newThread(task).start())
        .revisions();
  }

  private static Revisions revisions(Journal journal) {
    return new LocalStore("test", journal, RootPath.of("zarr"), Runnable::run).revisions();
  }

  @Test
  void allPartitionsAreBeforeOrAfterEachChange() throws Exception {
    play(root -> revisions(root.journal()), false);
  }

  @Test
  void whatIsAcknowledgedFromTheLogIsThereBeforeItIsInItsFiles() throws Exception {
    play(PartitionCrashTest::early, true);
  }

  private void play(Function<CrashRoot, Revisions> opened, boolean isEarly) throws Exception {
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
              Revisions revisions = opened.apply(root);
              CrashPartitions.make(revisions);
              Partitions partitions = CrashPartitions.open(revisions, pool, scratch);
              states.add(() -> CrashPartitions.look(partitions));
              Random random = TestSeed.random();
              for (int change = 0; change < CHANGES; change++) {
                CrashPartitions.change(partitions, random, 0, CYCLES, isEarly);
                states.add(() -> CrashPartitions.look(partitions));
              }
            }));
    root.run(Map.of("close", pool::close));
    root.run(Map.of("end", root.journal()::close));
    assertThat(states.size()).isEqualTo(CHANGES + 1);
    states.assertKeptAtEveryMoment(journal -> {
      try (CodecPool other = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20))) {
        return CrashPartitions.look(CrashPartitions.open(revisions(journal), other, scratch));
      }
    });
  }
}
