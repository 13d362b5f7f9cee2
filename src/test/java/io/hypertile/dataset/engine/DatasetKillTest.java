package io.hypertile.dataset.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.KilledProgram;
import io.hypertile.TestSeed;
import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetFixture;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.DType;
import io.hypertile.store.local.LocalStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that are killed while two of their threads change datasets in segments: each change that
 * was answered is there, and the one after it whole or not at all.
 */
@Timeout(300)
class DatasetKillTest {
  private static final int KILLS = 5;
  private static final int THREADS = 2;
  private static final ArrayName ARRAY = new ArrayName("v");

  @TempDir private Path root;
  @TempDir private Path output;

  /** Datasets below a root. */
  private record Opened(Journal journal, CodecPool pool, SegmentDatasets segments)
      implements AutoCloseable {
    private static Opened at(Path root) {
      Journal journal = Journal.open(root, JournalSettings.standard());
      LocalStore store = new LocalStore("test", journal, RootPath.of("lake"));
      CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64 << 20));
      return new Opened(journal, pool, new SegmentDatasets(store.revisions(), pool, root));
    }

    @Override
    public void close() {
      segments.close();
      pool.close();
      journal.close();
    }
  }

  /** The change that a thread makes next, and the values that its datasets have then. */
  private record Change(TreeMap<String, Integer> after, List<NewDataset> made, String removed) {
    /** Is the same for the same thread, round, step and datasets. */
    static Change of(int thread, int round, int step, TreeMap<String, Integer> before) {
      Random random = TestSeed.random(1 + thread + 2L * round + 1_000L * step);
      TreeMap<String, Integer> after = new TreeMap<>(before);
      List<NewDataset> made = new ArrayList<>();
      List<String> names = List.copyOf(before.keySet());
      String known = names.isEmpty() ? "" : names.get(random.nextInt(names.size()));
      int value = round * 100_000 + thread * 50_000 + step * 8;
      int kind = random.nextInt(9);
      if (kind == 0) {
        return new Change(after, List.of(), "");
      }
      if (kind <= 2 && !known.isEmpty()) {
        after.remove(known);
        return new Change(after, List.of(), known);
      }
      int count = kind <= 4 ? 5 : 1;
      for (int each = 0; each < count; each++) {
        boolean isReplaced = kind == 5 && !known.isEmpty();
        String name = isReplaced ? known : "t" + thread + "-" + round + "-" + step + "-" + each;
        made.add(dataset(name, value + each));
        after.put(name, value + each);
      }
      return new Change(after, made, "");
    }

    void make(Datasets datasets) {
      if (!made.isEmpty()) {
        datasets.create(made, true);
      } else if (removed.isEmpty()) {
        datasets.compact();
      } else {
        datasets.delete(new DatasetName(removed), Precondition.NONE);
      }
    }
  }

  private static NewDataset dataset(String name, int value) {
    int length = length(value);
    ArrayDefinition definition =
        DatasetFixture.definition(
            ARRAY.text(),
            DType.FLOAT32,
            List.of((long) length),
            List.of(4_000L),
            Optional.of(DatasetFixture.fill(Float.NaN)));
    ByteBuffer cells = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    while (cells.hasRemaining()) {
      cells.putFloat(value);
    }
    return new NewDataset(
        new DatasetName(name),
        TypedAttributes.NONE,
        List.of(DatasetFixture.filled(definition, cells.array())));
  }

  private static int length(int value) {
    return value / 8 % 5 == 0 ? 20_000 : 1 + value % 11;
  }

  /** Changes datasets until it is killed, and says each change that is durable. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws InterruptedException {
      int round = Integer.parseInt(arguments[1]);
      try (Opened opened = Opened.at(Path.of(arguments[0]))) {
        Datasets datasets = opened.segments().datasets();
        Map<String, Found> present = read(datasets);
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
          int number = thread;
          threads.add(Thread.ofPlatform().start(() -> play(datasets, number, round, present)));
        }
        for (Thread each : threads) {
          each.join();
        }
      }
    }

    private static void play(Datasets datasets, int thread, int round, Map<String, Found> present) {
      TreeMap<String, Integer> values = values(present, thread);
      for (int step = 0; ; step++) {
        Change change = Change.of(thread, round, step, values);
        change.make(datasets);
        values = change.after();
        System.out.println(thread);
      }
    }
  }

  /** A dataset as it was found. */
  private record Found(long row, int value) {}

  /** All datasets; their cells are one value each, and their figures say the same. */
  private static Map<String, Found> read(Datasets datasets) {
    Map<String, Found> found = new HashMap<>();
    try (DatasetsState state = datasets.open()) {
      List<Dataset> all = new ArrayList<>();
      state.forEach(-1, Long.MAX_VALUE, all::add);
      for (Dataset each : all) {
        try (CellArray array = state.array(each.name(), ARRAY)) {
          ByteBuffer cells =
              ByteBuffer.wrap(DatasetFixture.read(array)).order(ByteOrder.LITTLE_ENDIAN);
          float value = cells.getFloat(0);
          assertThat(cells.capacity()).isEqualTo(4 * length((int) value));
          while (cells.hasRemaining()) {
            assertThat(cells.getFloat()).isEqualTo(value);
          }
          Optional<Extreme> extreme = Optional.of(new Extreme.Real(value));
          assertThat(each.arrays().getFirst().statistics())
              .isEqualTo(new ArrayStatistics(cells.capacity() / 4, 0, extreme, extreme));
          found.put(each.name().text(), new Found(each.row(), (int) value));
        }
      }
      assertThat(state.count()).isEqualTo(found.size());
    }
    return found;
  }

  private static TreeMap<String, Integer> values(Map<String, Found> present, int thread) {
    TreeMap<String, Integer> values = new TreeMap<>();
    present.forEach((name, found) -> {
      if (name.startsWith("t" + thread)) {
        values.put(name, found.value());
      }
    });
    return values;
  }

  @Test
  void changesThatWereAnsweredAreThereAndNoneIsTorn() throws Exception {
    Random random = TestSeed.random();
    Map<String, Found> before = Map.of();
    for (int round = 0; round < KILLS; round++) {
      List<String> answers = killedAfter(round, random.nextInt(40), random.nextInt(30_000_000));
      Map<String, Found> after;
      try (Opened opened = Opened.at(root)) {
        after = read(opened.segments().datasets());
      }
      boolean isCompacted = false;
      for (int thread = 0; thread < THREADS; thread++) {
        String name = Integer.toString(thread);
        int done = (int) answers.stream().filter(name::equals).count();
        TreeMap<String, Integer> answered = values(before, thread);
        for (int step = 0; step < done; step++) {
          Change change = Change.of(thread, round, step, answered);
          isCompacted |= change.made().isEmpty() && change.removed().isEmpty();
          answered = change.after();
        }
        // The change after the last answer may have been made.
        Change next = Change.of(thread, round, done, answered);
        isCompacted |= next.made().isEmpty() && next.removed().isEmpty();
        assertThat(values(after, thread)).isIn(answered, next.after());
      }
      requireOrdinals(before, after, isCompacted);
      before = after;
    }
    assertThat(before).isNotEmpty();
  }

  /** Ordinals stay; a compaction closes gaps and keeps their order. */
  private static void requireOrdinals(
      Map<String, Found> before, Map<String, Found> after, boolean isCompacted) {
    List<String> both =
        before.keySet().stream()
            .filter(after::containsKey)
            .sorted((one, two) -> Long.compare(before.get(one).row(), before.get(two).row()))
            .toList();
    long last = -1;
    for (String name : both) {
      long row = after.get(name).row();
      assertThat(row).isGreaterThan(last);
      if (!isCompacted) {
        assertThat(row).isEqualTo(before.get(name).row());
      }
      last = row;
    }
    assertThat(after.values().stream().map(Found::row)).doesNotHaveDuplicates();
  }

  /** Answers of a program until it was killed. */
  private List<String> killedAfter(int round, int answers, int nanos)
      throws IOException, InterruptedException {
    List<String> arguments = List.of(root.toString(), Integer.toString(round));
    return KilledProgram.lines(Writer.class, arguments, output, answers, nanos);
  }
}
