package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.StorageDirectories;
import io.hypertile.TestSeed;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.journal.CrashRoot;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.local.LocalStore;
import io.hypertile.zarr.check.NodeCheck;
import io.hypertile.zarr.check.NodeReport;
import io.hypertile.zarr.check.ZarrIntegrity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Power losses at every moment of random changes of arrays: each array is as it was before a change
 * or after it, and what was acknowledged is there. With {@code -Dhypertile.test.histories} there
 * are so many histories in all instead of 4; others than the first of each row lose power at {@code
 * -Dhypertile.test.losses} moments.
 */
@StorageDirectories.InMemory
@Timeout(300)
class ZarrCrashTest {
  private static final int PLANS = 4;

  @TempDir(factory = StorageDirectories.class)
  Path directory;

  private static ZarrArrays arrays(Journal journal, CodecPool pool) {
    LocalStore store = new LocalStore("test", journal, RootPath.of("lake"), Runnable::run);
    return new ZarrArrays(
        store.revisions(),
        pool,
        ReadAhead.LOCAL,
        () -> journal.temporary(".cells").resolve(journal.root()));
  }

  /** Changes that were played to their end. */
  private record Played(CrashRoot root, List<ZarrCrashWorker> workers) {
    static Played of(Path directory, Plan plan, long seed) throws Exception {
      JournalSettings settings =
          new JournalSettings(plan.segmentBytes, Duration.ofDays(1), 4_096, 20_000, plan.settles);
      CrashRoot root = new CrashRoot(directory, settings, seed);
      CodecPool pool =
          new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20), root.threads());
      ZarrArrays arrays = arrays(root.journal(), pool);
      List<ZarrCrashWorker> workers = new ArrayList<>();
      Map<String, Runnable> tasks = new LinkedHashMap<>();
      List<String> chains = ZarrModel.chains();
      for (int i = 0; i < plan.threads; i++) {
        int first = (int) Math.floorMod(seed + 3L * i, (long) chains.size());
        List<String> own = List.of(chains.get(first), chains.get((first + 4) % chains.size()));
        ZarrCrashWorker worker = new ZarrCrashWorker("t" + i, root.seed(), own);
        workers.add(worker);
        tasks.put(worker.name(), () -> worker.play(arrays, plan.changes, root::moment));
      }
      root.run(tasks);
      root.run(Map.of("close", pool::close));
      root.run(Map.of("end", root.journal()::close));
      for (ZarrCrashWorker worker : workers) {
        if (worker.failure() != null) {
          throw new AssertionError("a change failed", worker.failure());
        }
      }
      return new Played(root, workers);
    }

    private void look(Journal journal, int moment) {
      try (CodecPool pool = ZarrStores.pool()) {
        LocalStore store = new LocalStore("test", journal, RootPath.of("lake"), Runnable::run);
        ZarrArrays found = arrays(journal, pool);
        workers.forEach(worker -> worker.requireSame(found, moment));
        NodeReport report =
            new ZarrIntegrity(store, found, pool.memory())
                .check(new NodeCheck(StorePrefix.ROOT, 4, 100));
        assertThat(report.findings()).isEmpty();
        assertThat(JournalPaths.TEMPORARY.resolve(journal.root())).isEmptyDirectory();
      } catch (AssertionError e) {
        List<String> calls = root.calls(moment);
        throw new AssertionError(
            "the power is lost at moment " + moment + "\n" + String.join("\n", calls), e);
      }
    }
  }

  private record Plan(int threads, int changes, int segmentBytes, boolean settles) {}

  @ParameterizedTest
  @CsvSource({
    "1, 14, 1000000, false",
    "1, 14, 9000, false",
    "3, 6, 30000, false",
    "2, 6, 20000, true"
  })
  void arraysAreWhollyBeforeOrAfterEachChange(
      int threads, int changes, int segmentBytes, boolean settles) throws Exception {
    Plan plan = new Plan(threads, changes, segmentBytes, settles);
    int histories = Math.ceilDiv(Integer.getInteger("hypertile.test.histories", PLANS), PLANS);
    int losses = Integer.getInteger("hypertile.test.losses", 5);
    for (int i = 0; i < histories; i++) {
      Path files = Files.createDirectory(directory.resolve("history" + i));
      Played played = Played.of(files, plan, TestSeed.get() + i);
      if (i == 0) {
        played.root.loseAtEveryMoment(played::look);
      } else {
        played.root.loseAtMoments(losses, played::look);
      }
    }
  }

  @Test
  void seedGivesTheSameChangesAgain() throws Exception {
    Plan plan = new Plan(3, 6, 30_000, false);
    List<String> first = calls(plan, "first", TestSeed.get());
    assertThat(first).hasSizeGreaterThan(100).isEqualTo(calls(plan, "second", TestSeed.get()));
    assertThat(calls(plan, "other", TestSeed.get() + 1)).isNotEqualTo(first);
  }

  /** The calls of the disk, but for the times of files, and what they make of the log's bytes. */
  private List<String> calls(Plan plan, String name, long seed) throws Exception {
    Path files = Files.createDirectory(directory.resolve(name));
    CrashRoot root = Played.of(files, plan, seed).root;
    return root.calls(root.moment()).stream()
        .map(call -> call.replaceAll(" (with|from) .*", ""))
        .toList();
  }
}
