package io.hypertile.partition.engine;

import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.ndarray.DType;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.store.Revisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Random changes of many partitions for programs that do not live to their ends. */
final class CrashPartitions {
  static final StorePrefix ROOT = new StorePrefix("lake/tracks");
  static final PartitionedForm FORM =
      PartitionFixture.form(
          JsonMapper.shared()
              .readTree(
                  """
                  {"format_version": 1, "axis": "n",
                   "partitioning":
                     {"name": "sequence", "variables": ["cycle", "pass"], "dimension": "n"},
                   "catalog": {"enabled": true},
                   "schema": {"name": "/",
                     "dimensions": [{"name": "n", "size": null, "chunks": 4},
                                    {"name": "x", "size": 3}],
                     "variables": [
                       {"name": "cycle", "dtype": "<i4", "dimensions": ["n"]},
                       {"name": "pass", "dtype": "<i4", "dimensions": ["n"]},
                       {"name": "n", "dtype": "<i8", "dimensions": ["n"]},
                       {"name": "ssh", "dtype": "<i8", "dimensions": ["n", "x"]},
                       {"name": "lut", "dtype": "<i8", "dimensions": ["x"]}]}}
                  """));

  private CrashPartitions() {}

  /** Makes the place of the collection. */
  static void make(Revisions revisions) {
    PartitionFixture.make(revisions, ROOT);
  }

  static boolean isMade(Revisions revisions) {
    return revisions.store().load(ROOT.key(NodeDocument.NAME), 1_000).isPresent();
  }

  static Partitions open(Revisions revisions, CodecPool pool, Path scratch) {
    return PartitionFixture.open(revisions, ROOT, FORM, pool, scratch);
  }

  /**
   * Everything that can be read, as texts by the paths of partitions; all variables of a partition
   * have the same rows, and the catalog has the partitions that there are.
   */
  static TreeMap<String, String> look(Partitions partitions) {
    TreeMap<String, String> found = new TreeMap<>();
    try (PartitionsState state = partitions.open()) {
      for (PartitionKey key : state.keys(each -> true)) {
        StringBuilder text = new StringBuilder();
        text.append(state.partition(key).rows());
        for (String path : List.of("cycle", "pass", "n", "ssh")) {
          byte[] cells = PartitionFixture.cells(state, path, List.of(key));
          text.append(' ').append(HexFormat.of().formatHex(cells));
        }
        found.put(key.path(), text.toString());
      }
      byte[] lut = PartitionFixture.cells(state, "lut", List.of());
      found.put("lut", HexFormat.of().formatHex(lut));
    }
    return found;
  }

  /** Rows of a few partitions of some cycles, with the values of variables for all of them. */
  private static InsertedRows rows(Random random, int firstCycle, int cycles) {
    int count = 1 + random.nextInt(12);
    ByteBuffer cycle = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer pass = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    long[] times = new long[count];
    long[] ssh = new long[3 * count];
    for (int row = 0; row < count; row++) {
      cycle.putInt(firstCycle + random.nextInt(cycles));
      pass.putInt(random.nextInt(2));
      times[row] = random.nextInt(9);
      for (int x = 0; x < 3; x++) {
        ssh[3 * row + x] = random.nextLong(1_000_000);
      }
    }
    long n = count;
    Map<String, InsertedRows.Variable> variables = new LinkedHashMap<>();
    variables.put("cycle", PartitionFixture.variable(DType.INT32, List.of(n), cycle.array()));
    variables.put("pass", PartitionFixture.variable(DType.INT32, List.of(n), pass.array()));
    variables.put(
        "n", PartitionFixture.variable(DType.INT64, List.of(n), PartitionFixture.longs(times)));
    variables.put(
        "ssh", PartitionFixture.variable(DType.INT64, List.of(n, 3L), PartitionFixture.longs(ssh)));
    if (random.nextInt(4) == 0) {
      long first = random.nextLong(100);
      variables.put(
          "lut",
          PartitionFixture.variable(
              DType.INT64, List.of(3L), PartitionFixture.longs(first, first, first)));
    }
    return new InsertedRows(variables);
  }

  /**
   * Inserts, updates or drops rows of many partitions.
   *
   * @param random decides which, and all values
   * @param firstCycle first of the cycles whose partitions are changed
   * @param cycles their number
   */
  static void change(Partitions partitions, Random random, int firstCycle, int cycles) {
    change(partitions, random, firstCycle, cycles, false);
  }

  /** As the other, with inserts that are over when they are durable. */
  static void change(
      Partitions partitions, Random random, int firstCycle, int cycles, boolean isEarly) {
    int stop = firstCycle + cycles;
    switch (random.nextInt(8)) {
      case 0 -> {
        int one = firstCycle + random.nextInt(cycles);
        partitions.drop(key -> cycle(key) == one, Precondition.NONE);
      }
      case 1, 2 -> {
        Map<String, String> set = new LinkedHashMap<>();
        set.put("ssh", "ssh + max(ssh) + " + random.nextInt(99));
        if (random.nextBoolean()) {
          set.put("n", "n + 1");
        }
        partitions.update(
            set, key -> cycle(key) >= firstCycle && cycle(key) < stop, Precondition.NONE);
      }
      case 3 ->
          partitions.insert(
              rows(random, firstCycle, cycles), rule(new MergeStrategy.Upsert(), isEarly));
      case 4, 5 ->
          partitions.insert(
              rows(random, firstCycle, cycles), rule(new MergeStrategy.Concat(), isEarly));
      default ->
          partitions.insert(
              rows(random, firstCycle, cycles), rule(new MergeStrategy.Replace(), isEarly));
    }
  }

  private static InsertRule rule(MergeStrategy merge, boolean isEarly) {
    return new InsertRule(merge, true, Precondition.NONE, isEarly);
  }

  static long cycle(PartitionKey key) {
    return key.parts().getFirst().value();
  }
}
