package io.hypertile.dataset.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.StorageDirectories;
import io.hypertile.TestSeed;
import io.hypertile.journal.CrashRoot;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.local.LocalStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Power losses at every moment of random commits of several datasets, of merging and of compaction:
 * each commit is there whole or not at all, and all that was acknowledged is there.
 */
@StorageDirectories.InMemory
@Timeout(300)
class SegmentCrashTest {
  @TempDir(factory = StorageDirectories.class)
  Path directory;

  private static SegmentedRevisions open(Journal journal, MemoryShare memory) {
    LocalStore store = new LocalStore("test", journal, RootPath.of("lake"), Runnable::run);
    return SegmentedRevisions.open(
        store.revisions(),
        new StorePrefix("soundings"),
        memory,
        () -> journal.temporary(".spill").resolve(journal.root()),
        new SegmentedRevisions.Upkeep(merging -> false, Optional.empty()));
  }

  /** A thread that changes datasets of its own, and knows how they were at each moment. */
  private static final class Worker {
    private final String name;
    private final Random random;
    private final List<TreeMap<StoreKey, String>> states = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private Throwable failure;

    private Worker(String name, Random random) {
      this.name = name;
      this.random = random;
      states.add(new TreeMap<>());
    }

    private void play(SegmentedRevisions segments, int changes, CrashRoot root) {
      try {
        for (int change = 0; change < changes; change++) {
          switch (random.nextInt(8)) {
            case 0 -> segments.merge(2);
            case 1 -> segments.compact();
            default -> change(segments, root);
          }
        }
      } catch (Throwable e) {
        failure = e;
      }
    }

    private void change(SegmentedRevisions segments, CrashRoot root) {
      TreeMap<StoreKey, String> next = new TreeMap<>(states.getLast());
      List<HeadChange> heads = new ArrayList<>();
      List<StagedObject> staged = new ArrayList<>();
      for (int dataset = random.nextInt(2); dataset < 3; dataset += 1 + random.nextInt(2)) {
        heads.add(dataset(segments, name + dataset, next, staged));
      }
      starts.add(root.moment());
      assertThat(segments.commitAll(heads)).isInstanceOf(CommitResult.Committed.class);
      ends.add(root.moment());
      states.add(next);
      staged.forEach(StagedObject::close);
    }

    private HeadChange dataset(
        SegmentedRevisions segments,
        String dataset,
        TreeMap<StoreKey, String> next,
        List<StagedObject> staged) {
      StoreKey head = StoreKey.of(dataset, "zarr.json");
      Map<StoreKey, KeyChange> changes = new LinkedHashMap<>();
      if (next.containsKey(head) && random.nextInt(5) == 0) {
        StoreKey all = new StoreKey(dataset);
        changes.put(all, new KeyChange.RemoveAll(all));
        next.keySet().removeIf(key -> key.isBelow(all.asPrefix()));
      }
      List<StoreKey> puts = new ArrayList<>();
      if (!next.containsKey(head)) {
        puts.add(head);
      }
      puts.add(StoreKey.of(dataset, "a" + random.nextInt(2), "c", "" + random.nextInt(3)));
      for (StoreKey key : puts) {
        String text = key + " " + random.nextInt() + " ".repeat(random.nextInt(400));
        StagedObject body = segments.stage(ObjectBody.of(text.getBytes(StandardCharsets.UTF_8)));
        staged.add(body);
        changes.put(key, new KeyChange.Put(key, body));
        next.put(key, text);
      }
      return new HeadChange(
          head,
          segments.store().find(head).map(StoredObject::version),
          List.copyOf(changes.values()));
    }

    private void requireSame(SegmentedRevisions found, int moment) {
      int done = (int) ends.stream().filter(end -> end <= moment).count();
      int begun = (int) starts.stream().filter(start -> start < moment).count();
      TreeMap<StoreKey, String> present = new TreeMap<>();
      try (SegmentState state = found.openAll()) {
        for (TreeMap<StoreKey, String> each : states) {
          for (StoreKey key : each.keySet()) {
            state
                .load(key, 10_000)
                .map(LoadedObject::bytes)
                .ifPresent(bytes -> present.put(key, new String(bytes, StandardCharsets.UTF_8)));
          }
        }
      }
      assertThat(present).isIn(states.get(done), states.get(begun));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 24, 1000000, false",
    "1, 20, 9000, false",
    "2, 8, 30000, false",
    "1, 8, 20000, true"
  })
  void commitsAreThereWholeOrNotAtAll(int threads, int changes, int segmentBytes, boolean settles)
      throws Exception {
    JournalSettings settings =
        new JournalSettings(segmentBytes, Duration.ofDays(1), 4_096, 20_000, settles);
    CrashRoot root = new CrashRoot(directory, settings, TestSeed.get());
    MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 4L << 20);
    SegmentedRevisions[] opened = new SegmentedRevisions[1];
    root.run(Map.of("open", () -> opened[0] = open(root.journal(), memory)));
    List<Worker> workers = new ArrayList<>();
    Map<String, Runnable> tasks = new LinkedHashMap<>();
    for (int thread = 0; thread < threads; thread++) {
      Worker worker = new Worker("t" + thread + "-", TestSeed.random(thread));
      workers.add(worker);
      tasks.put(worker.name, () -> worker.play(opened[0], changes, root));
    }
    root.run(tasks);
    root.run(Map.of("close", opened[0]::close));
    root.run(Map.of("end", root.journal()::close));
    for (Worker worker : workers) {
      assertThat(worker.failure).isNull();
    }
    root.loseAtEveryMoment((journal, moment) -> {
      try (SegmentedRevisions found = open(journal, memory)) {
        workers.forEach(worker -> worker.requireSame(found, moment));
        assertThat(JournalPaths.TEMPORARY.resolve(journal.root())).isEmptyDirectory();
      }
    });
    assertThat(Optional.of(memory.usedBytes())).contains(0L);
  }
}
