package io.hypertile.dataset.store;

import io.hypertile.AlternatingCalls;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.FactsCursor;
import io.hypertile.dataset.FigureCell;
import io.hypertile.dataset.columns.ColumnFacts;
import io.hypertile.dataset.columns.RunMemory;
import io.hypertile.dataset.engine.ZarrDatasets;
import io.hypertile.dataset.figures.FiguresNote;
import io.hypertile.dataset.query.ConditionBinder;
import io.hypertile.dataset.query.DatasetCondition;
import io.hypertile.dataset.query.MergedSchema;
import io.hypertile.dataset.query.MergedSchemas;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.Description;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.local.LocalStore;
import io.hypertile.zarr.cells.ZarrArrays;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** Part of {@link DatasetBenchmark}: very many datasets of four arrays, each of a small chunk. */
final class MillionDatasetsBenchmark {
  private static final int BATCH = 10_000;
  private static final byte[] DOCUMENT =
      """
      {"zarr_format":3,"node_type":"array","shape":[4],"data_type":"float32",
      "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[4]}},
      "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
      "fill_value":"NaN","codecs":[{"name":"bytes","configuration":{"endian":"little"}}]}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private static final DatasetsSchema SCHEMA =
      new DatasetsSchema(
          DatasetsSchema.Layout.SEGMENTS,
          new DatasetsSchema.Compression.Default(),
          false,
          Optional.empty(),
          false,
          Description.NONE);

  private MillionDatasetsBenchmark() {}

  static void run(Path parent, int count) throws Exception {
    Path root = Files.createTempDirectory(parent, "million");
    MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 256L << 20);
    try (Journal journal = Journal.open(root, JournalSettings.standard())) {
      LocalStore store = LocalStore.ofRoot("bench", journal);
      long begin = System.nanoTime();
      try (SegmentedRevisions segments =
          SegmentedRevisions.open(
              store.revisions(), new StorePrefix("m"), memory, () -> root.resolve("spill"))) {
        for (int first = 0; first < count; first += BATCH) {
          DatasetBenchmark.require(segments.commitAll(batch(segments, first)));
        }
        print("%d datasets written in %.1f s", count, begin);
        segments.awaitMerged();
        print(
            "merged to " + segments.segments() + " segments; %d datasets after %.1f s",
            count,
            begin);
      }
      begin = System.nanoTime();
      try (SegmentedRevisions segments =
              SegmentedRevisions.open(
                  store.revisions(), new StorePrefix("m"), memory, () -> root.resolve("spill"));
          SegmentState state = segments.openAll()) {
        print("start with %d datasets: %.2f s", count, begin);
        System.gc();
        System.out.printf(
            Locale.ROOT,
            "heap %d MB, rows %d MB%n",
            (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20,
            state.snapshot().table().bytes() >> 20);
        begin = System.nanoTime();
        state.names("", Optional.empty(), 1);
        print("names of %d datasets put in order: %.2f s", count, begin);
        lookUps(state, count);
        tables(segments, root, count);
      }
    }
    DatasetBenchmark.delete(root);
  }

  private static void print(String text, int count, long begin) {
    System.out.printf(Locale.ROOT, text + "%n", count, (System.nanoTime() - begin) / 1e9);
  }

  private static List<HeadChange> batch(SegmentedRevisions segments, int first) {
    List<HeadChange> heads = new ArrayList<>();
    for (int number = first; number < first + BATCH; number++) {
      String name = name(number);
      StoreKey head = StoreKey.of(name, "zarr.json");
      List<KeyChange> changes = new ArrayList<>();
      changes.add(new KeyChange.Put(head, segments.stage(ObjectBody.of(group(number)))));
      for (int array = 0; array < 4; array++) {
        StorePrefix place = new StorePrefix(name).child("array" + array);
        changes.add(
            new KeyChange.Put(place.key("zarr.json"), segments.stage(ObjectBody.of(DOCUMENT))));
        changes.add(
            new KeyChange.Put(
                place.key("c/0"),
                segments.stage(ObjectBody.of(new byte[16])),
                Optional.of(note(number + array))));
      }
      heads.add(new HeadChange(head, Optional.empty(), changes));
    }
    return heads;
  }

  private static byte[] group(int number) {
    return """
    {"zarr_format":3,"node_type":"group","attributes":{"cycle":%d,"platform":"ship-%d",
    "hypertile":{"arrays":["array0","array1","array2","array3"]}}}\
    """
        .formatted(number, number % 17)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] note(int value) {
    return FiguresNote.write(
            new ArrayStatistics(
                4,
                value % 3,
                Optional.of(new ArrayStatistics.Extreme.Real((float) Math.sin(value))),
                Optional.of(new ArrayStatistics.Extreme.Real((float) (2 + Math.sin(value))))))
        .orElseThrow();
  }

  /** The table of figures of four arrays, and conditions decided by it. */
  private static void tables(SegmentedRevisions segments, Path root, int count) throws Exception {
    RunMemory memory = RunMemory.ofHeap();
    try (CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20))) {
      ZarrArrays arrays =
          new ZarrArrays(segments, pool, ReadAhead.LOCAL, () -> root.resolve("scratch"));
      Datasets datasets =
          ZarrDatasets.segments(
              segments,
              arrays,
              SCHEMA,
              () -> new Datasets.Compacted(0, 0),
              new ColumnFacts(memory));
      try (DatasetsState state = datasets.open()) {
        long begin = System.nanoTime();
        double first = table(state);
        print("table of 4 arrays of %d datasets, first: %.2f s", count, begin);
        System.out.printf(
            Locale.ROOT, "columns %.1f bytes for each dataset%n", (double) memory.bytes() / count);
        begin = System.nanoTime();
        DatasetCondition warm =
            ConditionBinder.bind("array1.max > 2.9 and array2.min < 0.5", schema(datasets, state));
        print("schema of %d datasets, first: %.2f s", count, begin);
        System.out.printf(
            Locale.ROOT, "columns %.1f bytes for each dataset%n", (double) memory.bytes() / count);
        DatasetCondition ship =
            ConditionBinder.bind(
                "platform == \"ship-3\" and cycle < 500000", schema(datasets, state));
        AlternatingCalls calls =
            new AlternatingCalls(3, 12)
                .add("table of 4 arrays", () -> require(table(state) == first))
                .add("where by figures", () -> require(count(state, warm) > 0))
                .add("where by attributes", () -> require(count(state, ship) > 0))
                .run();
        calls.print("table of 4 arrays");
        calls.print("where by figures");
        calls.print("where by attributes");
      }
      DatasetBenchmark.require(segments.commitAll(batch(segments, count).subList(0, 1)));
      try (DatasetsState state = datasets.open()) {
        long begin = System.nanoTime();
        table(state);
        print("table of 4 arrays of %d datasets after a change: %.3f s", count, begin);
        begin = System.nanoTime();
        schema(datasets, state);
        print("schema of %d datasets after a change: %.3f s", count, begin);
      }
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("not what was written");
    }
  }

  private static final MergedSchemas SCHEMAS = new MergedSchemas();

  private static MergedSchema schema(Datasets datasets, DatasetsState state) {
    return SCHEMAS.of(datasets, state);
  }

  private static double table(DatasetsState state) {
    List<ArrayName> names =
        List.of(
            new ArrayName("array0"),
            new ArrayName("array1"),
            new ArrayName("array2"),
            new ArrayName("array3"));
    FactsCursor facts = state.facts();
    FigureCell cell = new FigureCell();
    double sum = 0;
    while (facts.next()) {
      for (ArrayName name : names) {
        if (facts.figures(name, cell)) {
          sum += cell.rowCount() + cell.nullCount();
          sum += Double.longBitsToDouble(cell.least().bits());
          sum += Double.longBitsToDouble(cell.greatest().bits());
        }
      }
    }
    return sum;
  }

  private static long count(DatasetsState state, DatasetCondition condition) {
    FactsCursor facts = state.facts();
    long count = 0;
    while (facts.next()) {
      count += condition.matches(facts) ? 1 : 0;
    }
    return count;
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "profile-%08d", number * 7_919L % 100_000_000);
  }

  private static void lookUps(SegmentState state, int count) throws Exception {
    Random random = new Random(3);
    AlternatingCalls calls =
        new AlternatingCalls(500, 2_000)
            .add(
                "find a dataset and its document",
                () ->
                    state
                        .load(StoreKey.of(name(random.nextInt(count)), "zarr.json"), 10_000)
                        .orElseThrow())
            .add(
                "page of 100 names",
                () -> state.names("profile-", Optional.of(name(random.nextInt(count))), 100))
            .run();
    calls.print("find a dataset and its document");
    calls.print("page of 100 names");
  }
}
