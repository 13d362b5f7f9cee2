package io.hypertile.partition.engine;

import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ErrorCode;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.DType;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.PartitionsView;
import io.hypertile.partition.schema.ViewForm;
import io.hypertile.partition.schema.ViewForms;
import io.hypertile.partition.schema.ViewJson;
import io.hypertile.store.CrashedChanges;
import io.hypertile.store.Revisions;
import io.hypertile.store.StorePrefix;
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

/**
 * Random writes of a view's variables over many partitions for programs that do not live to their
 * ends.
 *
 * @param base rows that stay as they are
 */
record CrashView(Partitions base, PartitionsView view) implements CrashedChanges.Content {
  private static final StorePrefix ROOT = new StorePrefix("lake/winds");
  private static final int CYCLES = 6;
  private static final int ROWS = 5;

  private static final ViewForm WINDS =
      ViewJson.parseMembers(
              JsonCursor.root(
                  ErrorCode.INVALID_SCHEMA,
                  JsonMapper.shared()
                      .readTree(
                          """
                          {"variables": [
                            {"name": "wind", "dtype": "<i8", "dimensions": ["n"], "fill_value": -1},
                            {"name": "wave", "dtype": "<i8", "dimensions": ["n", "x"], "fill_value": 9}]}
                          """)))
          .orElseThrow();

  /** Makes the rows of the base, and the place of the view. */
  static void make(Revisions revisions, CodecPool pool, Path scratch) {
    CrashPartitions.make(revisions);
    int count = CYCLES * ROWS;
    ByteBuffer cycle = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer pass = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    long[] n = new long[count];
    for (int row = 0; row < count; row++) {
      cycle.putInt(row / ROWS);
      pass.putInt(0);
      n[row] = row;
    }
    Map<String, InsertedRows.Variable> rows = new LinkedHashMap<>();
    List<Long> shape = List.of((long) count);
    rows.put("cycle", PartitionFixture.variable(DType.INT32, shape, cycle.array()));
    rows.put("pass", PartitionFixture.variable(DType.INT32, shape, pass.array()));
    rows.put("n", PartitionFixture.variable(DType.INT64, shape, PartitionFixture.longs(n)));
    CrashPartitions.open(revisions, pool, scratch)
        .insert(new InsertedRows(rows), InsertRule.of(new MergeStrategy.Replace()));
    PartitionFixture.make(revisions, ROOT);
  }

  static CrashView open(Revisions revisions, CodecPool pool, Path scratch) {
    return new CrashView(
        CrashPartitions.open(revisions, pool, scratch),
        PartitionFixture.view(
            revisions, ROOT, ViewForms.of(WINDS, CrashPartitions.FORM), pool, scratch));
  }

  /** Writes some variables of some partitions. */
  @Override
  public void change(Random random) {
    try (PartitionsState state = base.open()) {
      int first = random.nextInt(CYCLES);
      List<PartitionKey> keys = state.keys(key -> CrashPartitions.cycle(key) >= first);
      if (random.nextInt(3) == 0) {
        Map<String, String> set = new LinkedHashMap<>();
        set.put("wind", "wind + n + " + random.nextInt(99));
        if (random.nextBoolean()) {
          set.put("wave", "wave * 2 + wind");
        }
        view.update(state, set, keys, Precondition.NONE);
        return;
      }
      int count = keys.size() * ROWS;
      Map<String, InsertedRows.Variable> values = new LinkedHashMap<>();
      values.put("wind", values(random, count, List.of((long) count)));
      if (random.nextBoolean()) {
        values.put("wave", values(random, 3 * count, List.of((long) count, 3L)));
      }
      view.write(state, keys, new InsertedRows(values), Precondition.NONE);
    }
  }

  private static InsertedRows.Variable values(Random random, int count, List<Long> shape) {
    long[] cells = random.longs(count, 0, 1_000_000).toArray();
    return PartitionFixture.variable(DType.INT64, shape, PartitionFixture.longs(cells));
  }

  /** All values of the view, as texts by the paths of partitions. */
  @Override
  public TreeMap<String, String> look() {
    TreeMap<String, String> found = new TreeMap<>();
    try (PartitionsState state = view.over(base.open())) {
      for (PartitionKey key : state.keys(each -> true)) {
        StringBuilder text = new StringBuilder();
        for (String path : List.of("n", "wind", "wave")) {
          byte[] cells = PartitionFixture.cells(state, path, List.of(key));
          text.append(' ').append(HexFormat.of().formatHex(cells));
        }
        found.put(key.path(), text.toString());
      }
    }
    return found;
  }
}
