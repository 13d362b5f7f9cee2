package io.hypertile.dataset.store;

import io.hypertile.AlternatingCalls;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.local.LocalStore;
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
      changes.add(new KeyChange.Put(head, segments.stage(ObjectBody.of(DatasetBenchmark.GROUP))));
      for (int array = 0; array < 4; array++) {
        StorePrefix place = new StorePrefix(name).child("array" + array);
        changes.add(
            new KeyChange.Put(place.key("zarr.json"), segments.stage(ObjectBody.of(DOCUMENT))));
        changes.add(
            new KeyChange.Put(
                place.key("c/0"),
                segments.stage(ObjectBody.of(new byte[16])),
                Optional.of(new byte[20])));
      }
      heads.add(new HeadChange(head, Optional.empty(), changes));
    }
    return heads;
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
