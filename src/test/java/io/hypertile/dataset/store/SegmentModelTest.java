package io.hypertile.dataset.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.CommitResult;
import io.hypertile.store.Depth;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random commits against a map of what must be there, in states that are kept and after starts. */
class SegmentModelTest {
  private RandomGenerator random = TestSeed.random();
  private final MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 64 << 10);
  private final MemoryStore beneath = new MemoryStore("test");
  private final Map<String, Integer> rows = new HashMap<>();
  @TempDir private Path scratch;
  private TreeMap<StoreKey, String> model = new TreeMap<>();
  private SegmentedRevisions segments;
  private int files;

  private record Kept(SegmentState state, TreeMap<StoreKey, String> model) {}

  private SegmentedRevisions start() {
    return SegmentedRevisions.open(
        beneath.revisions(),
        StorePrefix.ROOT,
        memory,
        () -> scratch.resolve(Integer.toString(files++)));
  }

  @RepeatedTest(5)
  void statesHoldWhatWasCommittedAndNothingElse(RepetitionInfo repetition) {
    requireAllHolds(TestSeed.random(repetition.getCurrentRepetition()));
  }

  /** Histories in which an empty document came to begin where another one begins. */
  @ParameterizedTest
  @CsvSource({"7532193574837561863, 5", "9140485231989154139, 4", "1738575702798062450, 3"})
  void historiesThatOnceFailedHold(long seed, int part) {
    requireAllHolds(TestSeed.random(seed, part));
  }

  private void requireAllHolds(RandomGenerator history) {
    random = history;
    segments = start();
    List<Kept> kept = new ArrayList<>();
    for (int step = 0; step < 150; step++) {
      commit();
      if (random.nextInt(10) == 0) {
        kept.add(new Kept(segments.openAll(), model));
      }
      if (random.nextInt(15) == 0 && !kept.isEmpty()) {
        Kept each = kept.remove(random.nextInt(kept.size()));
        requireSame(each.state(), each.model());
        each.state().close();
      }
      if (random.nextInt(12) == 0) {
        try (SegmentState now = segments.openAll()) {
          requireSame(now, model);
          requireRowsStay(now);
        }
        requireListed();
      }
      if (random.nextInt(20) == 0) {
        segments.awaitMerged();
        assertThat(segments.segments()).isLessThan(MergePolicy.MOST * MergePolicy.MOST);
      }
      if (random.nextInt(30) == 0) {
        segments.compact();
        rows.clear();
        requireNoGaps();
      }
      if (random.nextInt(25) == 0) {
        SegmentedRevisions before = segments;
        before.close();
        segments = start();
      }
    }
    for (Kept each : kept) {
      requireSame(each.state(), each.model());
      each.state().close();
    }
    segments.close();
    assertThat(memory.usedBytes()).isZero();
    assertThat(scratch).isEmptyDirectory();
  }

  private void requireNoGaps() {
    try (SegmentState now = segments.openAll()) {
      requireSame(now, model);
      long names = model.keySet().stream().map(key -> key.text().split("/")[0]).distinct().count();
      assertThat(now.rows()).isEqualTo(names);
    }
  }

  private String dataset() {
    return "d" + random.nextInt(12);
  }

  private void commit() {
    TreeMap<StoreKey, String> next = new TreeMap<>(model);
    List<HeadChange> heads = new ArrayList<>();
    List<StagedObject> staged = new ArrayList<>();
    TreeSet<String> datasets = new TreeSet<>();
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      datasets.add(dataset());
    }
    try (SegmentState base = segments.openAll()) {
      for (String dataset : datasets) {
        heads.add(change(base, dataset, next, staged));
      }
      boolean isStale = random.nextInt(6) == 0;
      if (isStale) {
        HeadChange last = heads.getLast();
        ObjectVersion other = new ObjectVersion("another");
        heads.set(heads.size() - 1, new HeadChange(last.head(), Optional.of(other), List.of()));
      }
      CommitResult result = segments.commitAll(heads);
      if (isStale) {
        assertThat(result).isInstanceOf(CommitResult.Lost.class);
      } else {
        assertThat(result).isInstanceOf(CommitResult.Committed.class);
        requireChanged(base, heads, (CommitResult.Committed) result);
        model = next;
      }
    }
    staged.forEach(StagedObject::close);
  }

  private void requireChanged(
      SegmentState base, List<HeadChange> heads, CommitResult.Committed result) {
    try (SegmentState now = segments.openAll()) {
      assertThat(now.epoch()).isGreaterThanOrEqualTo(base.epoch());
      assertThat(now.find(heads.getLast().head()).map(StoredObject::version))
          .isEqualTo(result.version());
      for (HeadChange head : heads) {
        if (!head.changes().isEmpty()) {
          assertThat(now.find(head.head()).map(StoredObject::version))
              .satisfiesAnyOf(
                  version -> assertThat(version).isEmpty(),
                  version -> assertThat(version).isNotEqualTo(head.base()));
        }
      }
    }
  }

  private HeadChange change(
      SegmentState base,
      String dataset,
      TreeMap<StoreKey, String> next,
      List<StagedObject> staged) {
    StoreKey head = StoreKey.of(dataset, "zarr.json");
    List<KeyChange> changes = new ArrayList<>();
    if (random.nextInt(6) == 0) {
      StoreKey all =
          random.nextBoolean()
              ? new StoreKey(dataset)
              : StoreKey.of(dataset, "a" + random.nextInt(3));
      changes.add(new KeyChange.RemoveAll(all));
      next.keySet().removeIf(key -> key.isBelow(all.asPrefix()));
    }
    Map<StoreKey, KeyChange> others = new HashMap<>();
    if (!next.containsKey(head) || random.nextInt(3) == 0) {
      put(head, others, next, staged);
    }
    for (int count = random.nextInt(6); count > 0; count--) {
      StoreKey key = key(dataset);
      if (random.nextInt(4) > 0) {
        put(key, others, next, staged);
      } else if (!key.equals(head)) {
        others.put(key, new KeyChange.Remove(key));
        next.remove(key);
      }
    }
    changes.addAll(others.values());
    return new HeadChange(head, base.find(head).map(StoredObject::version), changes);
  }

  private StoreKey key(String dataset) {
    String array = "a" + random.nextInt(3);
    return switch (random.nextInt(5)) {
      case 0 -> StoreKey.of(dataset, array, "zarr.json");
      case 1 -> StoreKey.of(dataset, array, "c", "0", Integer.toString(random.nextInt(2_000)));
      default -> StoreKey.of(dataset, array, "c", "0", Integer.toString(random.nextInt(3)));
    };
  }

  private void put(
      StoreKey key,
      Map<StoreKey, KeyChange> changes,
      TreeMap<StoreKey, String> next,
      List<StagedObject> staged) {
    int size = random.nextInt(8) == 0 ? 9_000 + random.nextInt(40_000) : random.nextInt(40);
    String text =
        HexFormat.of().toHexDigits(random.nextInt()).repeat(size / 8 + 1).substring(0, size);
    StagedObject body = segments.stage(ObjectBody.of(text.getBytes(StandardCharsets.UTF_8)));
    staged.add(body);
    Optional<byte[]> note = text.isEmpty() ? Optional.empty() : Optional.of(note(text));
    changes.put(key, new KeyChange.Put(key, body, note));
    next.put(key, text);
  }

  private static byte[] note(String text) {
    return (text.length() + " characters").getBytes(StandardCharsets.UTF_8);
  }

  private void requireSame(SegmentState state, TreeMap<StoreKey, String> expected) {
    expected.forEach((key, text) -> {
      Optional<LoadedObject> found = state.load(key, 1 << 20);
      assertThat(found.map(LoadedObject::bytes)).as(key.text()).isPresent();
      assertThat(new String(found.get().bytes(), StandardCharsets.UTF_8)).isEqualTo(text);
      assertThat(state.note(key).map(String::new))
          .isEqualTo(text.isEmpty() ? Optional.empty() : Optional.of(new String(note(text))));
    });
    for (int probe = 0; probe < 50; probe++) {
      StoreKey key = key(dataset());
      assertThat(state.find(key).isPresent()).isEqualTo(expected.containsKey(key));
    }
    List<String> datasets =
        expected.keySet().stream()
            .filter(key -> key.name().equals("zarr.json") && key.text().split("/").length == 2)
            .map(key -> key.parent().text())
            .sorted()
            .toList();
    assertThat(state.names("", Optional.empty(), 100)).isEqualTo(datasets);
    assertThat(state.count()).isEqualTo(datasets.size());
    assertThat(state.names("d1", Optional.of("d1"), 100))
        .isEqualTo(
            datasets.stream().filter(name -> name.startsWith("d1") && !name.equals("d1")).toList());
    state.forEach(-1, 100, (row, name) -> assertThat(state.row(name)).contains(row));
  }

  private void requireRowsStay(SegmentState now) {
    now.forEach(
        -1,
        100,
        (row, name) ->
            assertThat(rows.computeIfAbsent(name, same -> (int) row)).isEqualTo((int) row));
  }

  private void requireListed() {
    List<StoreKey> listed = new ArrayList<>();
    Optional<ListMark> mark = Optional.empty();
    do {
      KeyPage page = segments.store().list(StorePrefix.ROOT, mark, 7, Depth.ALL);
      page.objects().forEach(object -> listed.add(object.key()));
      mark = page.next();
    } while (mark.isPresent());
    assertThat(listed).containsExactlyElementsOf(model.keySet());
  }
}
