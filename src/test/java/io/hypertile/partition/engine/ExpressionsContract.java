package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionMapping;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.RowRanges;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.store.StorePrefix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Promises of expressions over partitions, whatever store they lie in. */
abstract class ExpressionsContract extends StoredPartitions {
  private static final StorePrefix ROOT = new StorePrefix("lake/passes");
  private static final String FORM =
      """
      {"format_version": 1, "axis": "n",
       "partitioning": {"name": "sequence", "variables": ["cycle"], "dimension": "n"},
       "catalog": {"enabled": true},
       "schema": {"name": "/",
         "dimensions": [{"name": "n", "size": null, "chunks": 3}, {"name": "x", "size": 2}],
         "variables": [
           {"name": "cycle", "dtype": "<i4", "dimensions": ["n"]},
           {"name": "ssh", "dtype": "<f8", "dimensions": ["n", "x"], "fill_value": -1.0},
           {"name": "turned", "dtype": "<f8", "dimensions": ["x", "n"]},
           {"name": "quality", "dtype": "<i2", "dimensions": ["n"], "fill_value": 99},
           {"name": "number", "dtype": "<i8", "dimensions": ["n"]},
           {"name": "scale", "dtype": "<f8", "dimensions": ["x"]}],
         "groups": [{"name": "ku", "variables":
             [{"name": "power", "dtype": "<f8", "dimensions": ["n"], "fill_value": -2.0}]}]}}
      """;
  private static final PartitionedForm PASSES =
      PartitionFixture.form(JsonMapper.shared().readTree(FORM));

  private Partitions partitions;

  @BeforeEach
  void make() {
    PartitionFixture.make(revisions, ROOT);
    partitions = PartitionFixture.open(revisions, ROOT, PASSES, pool, scratch);
    Map<String, InsertedRows.Variable> variables = new LinkedHashMap<>();
    ByteBuffer cycles = ByteBuffer.allocate(4 * 7).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer qualities = ByteBuffer.allocate(2 * 7).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < 7; row++) {
      cycles.putInt(row < 4 ? 1 : row < 6 ? 2 : 3);
      qualities.putShort((short) (row == 2 ? 99 : row));
    }
    variables.put("cycle", PartitionFixture.variable(DType.INT32, List.of(7L), cycles.array()));
    // Row 1 of cycle 1 has a null, and so has all of row 5.
    double[] ssh = {0, 1, -1, 3, 4, 5, 6, 7, 8, 9, -1, -1, 12, 13};
    variables.put("ssh", doubles(List.of(7L, 2L), ssh));
    variables.put(
        "quality", PartitionFixture.variable(DType.INT16, List.of(7L), qualities.array()));
    variables.put(
        "number",
        PartitionFixture.variable(
            DType.INT64, List.of(7L), PartitionFixture.longs(0, 1, 2, 3, 4, 5, 6)));
    variables.put("scale", doubles(List.of(2L), 10, 100));
    partitions.insert(new InsertedRows(variables), InsertRule.of(new MergeStrategy.Replace()));
  }

  private static InsertedRows.Variable doubles(List<Long> shape, double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return PartitionFixture.variable(DType.FLOAT64, shape, bytes.array());
  }

  private double[] doubles(String path) {
    try (PartitionsState state = partitions.open()) {
      return doubles(state, path);
    }
  }

  private static double[] doubles(PartitionsState state, String path) {
    ByteBuffer cells =
        ByteBuffer.wrap(PartitionFixture.cells(state, path, state.keys(key -> true)))
            .order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[cells.remaining() / 8];
    cells.asDoubleBuffer().get(values);
    return values;
  }

  private static List<String> paths(List<PartitionKey> keys) {
    return keys.stream().map(PartitionKey::path).toList();
  }

  private static boolean isCycle(PartitionKey key, long... cycles) {
    for (long cycle : cycles) {
      if (key.parts().getFirst().value() == cycle) {
        return true;
      }
    }
    return false;
  }

  @Test
  void updateRewritesMatchingPartitionsAndReturnsTheirPaths() {
    Map<String, String> before = versions();
    List<PartitionKey> written =
        partitions.update(
            Map.of("ssh", "ssh - mean(ssh)"), key -> isCycle(key, 1, 3), Precondition.NONE);
    assertThat(paths(written)).containsExactly("cycle=1", "cycle=3");
    double mean = (0 + 1 + 3 + 4 + 5 + 6 + 7) / 7.0;
    assertThat(doubles("ssh"))
        .containsExactly(
            0 - mean, 1 - mean, -1, 3 - mean, 4 - mean, 5 - mean, 6 - mean, 7 - mean, // cycle 1
            8, 9, -1, -1, // cycle 2
            -0.5, 0.5);
    assertThat(doubles("scale")).containsExactly(10, 100);
    try (PartitionsState state = partitions.open()) {
      assertThat(PartitionFixture.cells(state, "number", state.keys(key -> true)))
          .isEqualTo(PartitionFixture.longs(0, 1, 2, 3, 4, 5, 6));
    }
    Map<String, String> after = versions();
    assertThat(after.get("cycle=2")).isEqualTo(before.get("cycle=2"));
    assertThat(after.get("cycle=1")).isNotEqualTo(before.get("cycle=1"));
    assertThat(after.get("cycle=3")).isNotEqualTo(before.get("cycle=3"));
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    try (PartitionsState state = partitions.open()) {
      state
          .keys(key -> true)
          .forEach(key -> versions.put(key.path(), state.partition(key).version().text()));
    }
    return versions;
  }

  @Test
  void updateWithTheSameValuesIsANewVersion() {
    Map<String, String> before = versions();
    partitions.update(Map.of("number", "number"), key -> true, Precondition.NONE);
    assertThat(versions()).isNotEqualTo(before).hasSize(3);
  }

  @Test
  void variablesAreMadeOfThoseBeforeTheUpdateAndMayBeNew() {
    Map<String, String> set = new LinkedHashMap<>();
    set.put("ssh", "ssh * scale");
    set.put("turned", "ssh + number");
    set.put("/ku/power", "where(quality > 0, max(ssh, x), null)");
    assertThat(partitions.update(set, key -> !isCycle(key, 3), Precondition.NONE)).hasSize(2);
    assertThat(doubles("ssh"))
        .containsExactly(0, 100, -1, 300, 40, 500, 60, 700, 80, 900, -1, -1, 12, 13);
    double nan = Double.NaN;
    try (PartitionsState state = partitions.open()) {
      List<PartitionKey> one = state.keys(key -> isCycle(key, 1));
      ByteBuffer turned =
          ByteBuffer.wrap(PartitionFixture.cells(state, "turned", one))
              .order(ByteOrder.LITTLE_ENDIAN);
      double[] values = new double[8];
      turned.asDoubleBuffer().get(values);
      assertThat(values).containsExactly(0, nan, 6, 9, 1, 4, 7, 10);
    }
    // Quality 99 is null, and so is a row of nulls; cycle 3 has no power yet.
    assertThat(doubles("ku/power")).containsExactly(-2, 3, -2, 7, 9, -2, -2);
    partitions.update(Map.of("ku/power", "`ku/power` * 2"), key -> true, Precondition.NONE);
    assertThat(doubles("ku/power")).containsExactly(-2, 6, -2, 14, 18, -2, -2);
  }

  @Test
  void nothingChangesWhenAnUpdateIsRefused() {
    double[] before = doubles("ssh");
    Map<String, String> versions = versions();
    refused(Map.of("shs", "1"), "\"ssh\" is near");
    refused(Map.of("scale", "1"), "the same for all partitions");
    refused(Map.of("cycle", "1"), "the partition of each row");
    refused(Map.of(), "names variables");
    refused(Map.of("ssh", "shs"), "\"ssh\" is near");
    refused(Map.of("number", "ssh"), "has cells of int64");
    refused(Map.of("number", "number + int64(turned)"), "have to be along n");
    refused(Map.of("number", "quality"), "without a declared fill");
    refused(Map.of("quality", "number * 30000"), "does not fit int16");
    assertThatThrownBy(() ->
            partitions.update(
                Map.of("ssh", "ssh + 1", "quality", "number * 30000"),
                key -> true,
                Precondition.NONE))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE);
              assertThat(e.members()).containsEntry("path", "cycle=1");
            });
    assertThat(doubles("ssh")).isEqualTo(before);
    assertThat(versions()).isEqualTo(versions);
    assertThat(partitions.update(Map.of("ssh", "0"), key -> false, Precondition.NONE)).isEmpty();
  }

  private void refused(Map<String, String> set, String detail) {
    assertThatThrownBy(() -> partitions.update(set, key -> true, Precondition.NONE))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining(detail);
  }

  @Test
  void readersKeepTheirStateWhileOthersUpdate() throws Exception {
    int updates = 8;
    try (PartitionsState state = partitions.open();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<PartitionKey>>> all = new ArrayList<>();
      for (int i = 0; i < updates; i++) {
        long cycle = 1 + i % 2;
        all.add(
            threads.submit(() ->
                partitions.update(
                    Map.of("number", "number + 10"),
                    key -> isCycle(key, cycle),
                    Precondition.NONE)));
      }
      for (Future<List<PartitionKey>> each : all) {
        assertThat(each.get()).hasSize(1);
      }
      List<PartitionKey> keys = state.keys(key -> true);
      assertThat(PartitionFixture.cells(state, "number", keys))
          .isEqualTo(PartitionFixture.longs(0, 1, 2, 3, 4, 5, 6));
    }
    try (PartitionsState state = partitions.open()) {
      assertThat(PartitionFixture.cells(state, "number", state.keys(key -> true)))
          .isEqualTo(PartitionFixture.longs(40, 41, 42, 43, 44, 45, 6));
    }
  }

  @Test
  void mappingGivesTheValuesOfEachPartition() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("mean", "mean(ssh)");
    texts.put("scaled", "max(ssh * scale, n)");
    texts.put("best", "where(quality == min(quality), number, null)");
    try (PartitionsState state = partitions.open()) {
      PartitionMapping mapping = state.mapping(texts);
      assertThat(mapping.names()).containsExactly("mean", "scaled", "best");
      List<String> found = new ArrayList<>();
      for (PartitionKey key : state.keys(key -> true)) {
        try (PartitionMapping.Mapped mapped = mapping.open(key)) {
          for (String name : mapping.names()) {
            found.add(key.path() + ' ' + name + ' ' + text(mapped.values(name)));
          }
        }
      }
      assertThat(found)
          .containsExactly(
              "cycle=1 mean float64[] 3.7142857142857144",
              "cycle=1 scaled float64[x] 60.0 700.0",
              "cycle=1 best int64[n] 0 null null null",
              "cycle=2 mean float64[] 8.5",
              "cycle=2 scaled float64[x] 80.0 900.0",
              "cycle=2 best int64[n] 4 null",
              "cycle=3 mean float64[] 12.5",
              "cycle=3 scaled float64[x] 120.0 1300.0",
              "cycle=3 best int64[n] 6");
      assertThatThrownBy(() -> state.mapping(Map.of("a", "1 +")))
          .isInstanceOf(ServiceException.class);
    }
  }

  private static String text(PartitionMapping.Values values) {
    int count = (int) values.shape().cells();
    byte[] cells = new byte[count * 8];
    byte[] marks = new byte[count];
    values.read(
        Region.whole(values.shape()), MemorySegment.ofArray(cells), MemorySegment.ofArray(marks));
    ByteBuffer buffer = ByteBuffer.wrap(cells).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder text = new StringBuilder(values.type().numpyName());
    text.append(values.dimensions());
    for (int i = 0; i < count; i++) {
      boolean isReal = values.type() == DType.FLOAT64;
      text.append(' ')
          .append(
              marks[i] == 1
                  ? "null"
                  : isReal
                      ? String.valueOf(buffer.getDouble(8 * i))
                      : String.valueOf(buffer.getLong(8 * i)));
    }
    return text.toString();
  }

  @Test
  void conditionsChooseRows() {
    assertThat(rows("number >= 1 and number != 2")).containsExactly("1-2,3-4", "0-2", "0-1");
    assertThat(rows("quality == max(quality)")).containsExactly("3-4", "1-2", "0-1");
    assertThat(rows("isnan(max(ssh, x))")).containsExactly("", "1-2", "");
    assertThat(rows("True")).containsExactly("0-4", "0-2", "0-1");
    try (PartitionsState state = partitions.open()) {
      assertThatThrownBy(() -> state.condition("ssh > 0"))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("have to be along n");
    }
  }

  private List<String> rows(String text) {
    List<String> found = new ArrayList<>();
    try (PartitionsState state = partitions.open()) {
      for (PartitionKey key : state.keys(key -> true)) {
        RowRanges rows = state.condition(text).rows(key);
        List<String> ranges = new ArrayList<>();
        rows.forEach(0, rows.count(), (start, stop) -> ranges.add(start + "-" + stop));
        found.add(String.join(",", ranges));
      }
    }
    return found;
  }
}
