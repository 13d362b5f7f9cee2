package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Promises of every partitioned collection, whatever store it lies in. */
abstract class PartitionsContract extends StoredPartitions {
  private static final StorePrefix ROOT = new StorePrefix("lake/tracks");
  private static final String FORM =
      """
      {"format_version": 1, "axis": "time",
       "partitioning": {"name": "sequence", "variables": ["cycle"], "dimension": "time"},
       "catalog": {"enabled": true},
       "schema": {"name": "/",
         "dimensions": [{"name": "time", "size": null, "chunks": 7}, {"name": "x", "size": 3}],
         "variables": [
           {"name": "time", "dtype": "<i8", "dimensions": ["time"], "codecs": "local-fast"},
           {"name": "cycle", "dtype": "<i4", "dimensions": ["time"]},
           {"name": "ssh", "dtype": "<i8", "dimensions": ["time", "x"], "fill_value": -9,
            "codecs": "local-fast"},
           {"name": "turned", "dtype": "<i8", "dimensions": ["x", "time"]},
           {"name": "lut", "dtype": "<i8", "dimensions": ["x"], "fill_value": 4},
           {"name": "one", "dtype": "<i8", "dimensions": []}],
         "groups": [{"name": "ku", "variables":
             [{"name": "power", "dtype": "<i8", "dimensions": ["time"], "fill_value": -1}]}]}}
      """;
  private static final PartitionedForm TRACKS =
      PartitionFixture.form(JsonMapper.shared().readTree(FORM));
  private static final MergeStrategy REPLACE = new MergeStrategy.Replace();

  private Partitions partitions;

  /** Inserts rows of two partitions, twice. */
  final void insertSome() {
    List<Row> rows = List.of(new Row(1, 1, 1), new Row(2, 2, 2), new Row(3, 1, 3));
    partitions.insert(rows(rows), InsertRule.of(REPLACE));
    partitions.insert(rows(rows), InsertRule.of(new MergeStrategy.Upsert()));
  }

  @BeforeEach
  void make() {
    PartitionFixture.make(revisions, ROOT);
    partitions = PartitionFixture.open(revisions, ROOT, TRACKS, pool, scratch);
  }

  /** A row of the model; what hangs on it is made of its number. */
  private record Row(long time, int cycle, long number) {}

  private static InsertedRows rows(List<Row> rows, String... left) {
    int count = rows.size();
    long[] times = new long[count];
    ByteBuffer cycles = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    long[] ssh = new long[3 * count];
    long[] turned = new long[3 * count];
    long[] power = new long[count];
    for (int i = 0; i < count; i++) {
      Row row = rows.get(i);
      times[i] = row.time();
      cycles.putInt(row.cycle());
      power[i] = row.number();
      for (int x = 0; x < 3; x++) {
        ssh[3 * i + x] = 10 * row.number() + x;
        turned[x * count + i] = 10 * row.number() + x;
      }
    }
    long n = count;
    Map<String, InsertedRows.Variable> variables = new LinkedHashMap<>();
    variables.put(
        "time", PartitionFixture.variable(DType.INT64, List.of(n), PartitionFixture.longs(times)));
    variables.put("cycle", PartitionFixture.variable(DType.INT32, List.of(n), cycles.array()));
    variables.put(
        "ssh", PartitionFixture.variable(DType.INT64, List.of(n, 3L), PartitionFixture.longs(ssh)));
    variables.put(
        "turned",
        PartitionFixture.variable(DType.INT64, List.of(3L, n), PartitionFixture.longs(turned)));
    variables.put(
        "ku/power",
        PartitionFixture.variable(DType.INT64, List.of(n), PartitionFixture.longs(power)));
    for (String path : left) {
      variables.remove(path);
    }
    return new InsertedRows(variables);
  }

  private static List<String> paths(List<PartitionKey> keys) {
    return keys.stream().map(PartitionKey::path).toList();
  }

  /** Everything that there is must be what the model says. */
  private void check(Map<Integer, List<Row>> model) {
    try (PartitionsState state = partitions.open()) {
      TreeMap<String, Integer> sorted = new TreeMap<>();
      model.keySet().forEach(cycle -> sorted.put("cycle=" + cycle, cycle));
      List<PartitionKey> keys = state.keys(key -> true);
      assertThat(paths(keys)).containsExactlyElementsOf(sorted.keySet());
      List<Row> all = new ArrayList<>();
      for (PartitionKey key : keys) {
        List<Row> own = model.get((int) key.parts().getFirst().value());
        assertThat(state.partition(key).rows()).isEqualTo(own.size());
        all.addAll(own);
      }
      InsertedRows expected = rows(all);
      expected
          .variables()
          .forEach((path, variable) ->
              assertThat(PartitionFixture.cells(state, path, keys))
                  .as(path)
                  .isEqualTo(variable.cells().toArray(ValueLayout.JAVA_BYTE)));
    }
  }

  @Test
  void insertsMergesAndDropsLeaveTheRowsOfAModel() {
    Random random = TestSeed.random();
    Map<Integer, List<Row>> model = new TreeMap<>();
    long number = 0;
    for (int step = 0; step < 25; step++) {
      List<Row> inserted = new ArrayList<>();
      for (int n = random.nextInt(1, 25); n > 0; n--) {
        inserted.add(new Row(random.nextInt(40), random.nextInt(4), number++));
      }
      int which = random.nextInt(6);
      if (which == 5) {
        int cycle = random.nextInt(4);
        List<PartitionKey> dropped =
            partitions.drop(key -> key.parts().getFirst().value() == cycle, Precondition.NONE);
        assertThat(paths(dropped))
            .isEqualTo(model.remove(cycle) == null ? List.of() : List.of("cycle=" + cycle));
      } else {
        List<PartitionKey> written =
            partitions.insert(rows(inserted), InsertRule.of(strategy(which)));
        assertThat(paths(written))
            .isEqualTo(inserted.stream().map(row -> "cycle=" + row.cycle()).distinct().toList());
        merge(model, inserted, which);
      }
      check(model);
    }
    assertThat(paths(partitions.repair()))
        .containsExactlyElementsOf(model.keySet().stream().map(c -> "cycle=" + c).toList());
  }

  private static MergeStrategy strategy(int which) {
    return switch (which) {
      case 0 -> REPLACE;
      case 1 -> new MergeStrategy.Concat();
      case 2 -> new MergeStrategy.TimeSeries();
      case 3 -> new MergeStrategy.Upsert();
      default -> new MergeStrategy.UpsertWithin(2);
    };
  }

  private static void merge(Map<Integer, List<Row>> model, List<Row> inserted, int which) {
    for (int cycle = 0; cycle < 4; cycle++) {
      int own = cycle;
      List<Row> rows = inserted.stream().filter(row -> row.cycle() == own).toList();
      List<Row> before = model.get(cycle);
      if (rows.isEmpty()) {
        continue;
      }
      if (before == null || which == 0) {
        model.put(cycle, rows);
        continue;
      }
      long least = rows.stream().mapToLong(Row::time).min().orElseThrow();
      long greatest = rows.stream().mapToLong(Row::time).max().orElseThrow();
      List<Row> after = new ArrayList<>();
      for (Row row : before) {
        long distance =
            rows.stream().mapToLong(each -> Math.abs(each.time() - row.time())).min().orElseThrow();
        boolean isKept =
            switch (which) {
              case 1 -> true;
              case 2 -> row.time() < least || row.time() > greatest;
              case 3 -> distance > 0;
              default -> distance > 2;
            };
        if (isKept) {
          after.add(row);
        }
      }
      after.addAll(rows);
      if (which != 1) {
        after.sort(Comparator.comparingLong(Row::time));
      }
      model.put(cycle, after);
    }
  }

  @Test
  void upsertsOfRowsThatAreThereLeaveTheRowsOfAModel() {
    Random random = TestSeed.random(2);
    List<Row> rows = new ArrayList<>();
    for (int time = 0; time < 40; time++) {
      rows.add(new Row(2 * time, 1, time));
    }
    partitions.insert(rows(rows), InsertRule.of(REPLACE));
    long number = 1_000;
    for (int step = 0; step < 15; step++) {
      List<Row> upserted = new ArrayList<>();
      int first = random.nextInt(rows.size());
      int last = random.nextInt(first, Math.min(rows.size(), first + 20)) + 1;
      for (Row row : rows.subList(first, last)) {
        upserted.add(random.nextBoolean() ? row : new Row(row.time(), 1, number++));
      }
      if (random.nextInt(3) == 0) {
        upserted.add(new Row(random.nextInt(90), 1, number++));
      }
      Map<Integer, List<Row>> model = new TreeMap<>(Map.of(1, rows));
      partitions.insert(rows(upserted), InsertRule.of(new MergeStrategy.Upsert()));
      merge(model, upserted, 3);
      check(model);
      rows = model.get(1);
    }
  }

  /** Versions of the objects of a variable in the partition of cycle 1, but of its document. */
  private Map<String, String> chunks(String path) {
    StorePrefix place = ROOT.child("cycle=1").child(path);
    Map<String, String> versions = new TreeMap<>();
    for (StoreKey key : revisions.store().keysBelow(place)) {
      if (!key.equals(place.key("zarr.json"))) {
        String name = key.text().substring(place.text().length() + 1);
        versions.put(name, revisions.store().find(key).orElseThrow().version().text());
      }
    }
    return versions;
  }

  /** Thirty rows of cycle 1, whose values are their times. */
  private static List<Row> rowsOfCycle1() {
    List<Row> rows = new ArrayList<>();
    for (int time = 0; time < 30; time++) {
      rows.add(new Row(time, 1, time));
    }
    return rows;
  }

  private String versionOfCycle1() {
    try (PartitionsState state = partitions.open()) {
      return state
          .partition(state.keys(key -> key.parts().getFirst().value() == 1).getFirst())
          .version()
          .text();
    }
  }

  @Test
  void chunksWithoutAnyRowOfAnUpsertStayAsTheyAreStored() {
    List<Row> rows = rowsOfCycle1();
    partitions.insert(rows(rows), InsertRule.of(REPLACE));
    String version = versionOfCycle1();
    Map<String, String> before = chunks("ssh");
    Map<String, String> power = chunks("ku/power");
    assertThat(before).hasSize(5);
    List<Row> upserted = List.of(new Row(9, 1, 900), new Row(10, 1, 10));
    partitions.insert(rows(upserted), InsertRule.of(new MergeStrategy.Upsert()));
    rows.set(9, upserted.getFirst());
    check(new TreeMap<>(Map.of(1, rows)));
    assertThat(versionOfCycle1()).isNotEqualTo(version);
    Map<String, String> after = chunks("ssh");
    assertThat(after).hasSize(5).doesNotContainEntry("c/1/0", before.get("c/1/0"));
    before.remove("c/1/0");
    assertThat(after).containsAllEntriesOf(before);
    // Variables that an insert leaves out have fill values in the new rows alone.
    partitions.insert(
        rows(List.of(new Row(9, 1, 900)), "ku/power"), InsertRule.of(new MergeStrategy.Upsert()));
    assertThat(chunks("ssh")).isEqualTo(after);
    assertThat(chunks("ku/power")).hasSameSizeAs(power);
  }

  @Test
  void chunksStayAsTheyAreStoredWhereAnUpsertBringsTheCellsTheyHave() {
    List<Row> rows = rowsOfCycle1();
    partitions.insert(rows(rows), InsertRule.of(REPLACE));
    String version = versionOfCycle1();
    Map<String, String> before = chunks("ssh");
    partitions.insert(rows(rows.subList(3, 12)), InsertRule.of(new MergeStrategy.Upsert()));
    assertThat(chunks("ssh")).isEqualTo(before);
    assertThat(versionOfCycle1()).isNotEqualTo(version);
    check(new TreeMap<>(Map.of(1, rows)));
  }

  /** The bytes of each chunk in the first shard of a variable in the partition of cycle 1. */
  private List<ByteBuffer> chunksOfShard(String path, int count) {
    ByteBuffer shard = ByteBuffer.wrap(shard(path)).order(ByteOrder.LITTLE_ENDIAN);
    int index = shard.limit() - Integer.BYTES - 2 * Long.BYTES * count;
    List<ByteBuffer> chunks = new ArrayList<>();
    for (int chunk = 0; chunk < count; chunk++) {
      int at = index + 2 * Long.BYTES * chunk;
      chunks.add(shard.slice((int) shard.getLong(at), (int) shard.getLong(at + Long.BYTES)));
    }
    return chunks;
  }

  private byte[] shard(String path) {
    return revisions.store().load(shardKey(path), 1 << 20).orElseThrow().bytes();
  }

  private static StoreKey shardKey(String path) {
    return ROOT.child("cycle=1").child(path).key("c/0");
  }

  @Test
  void chunksOfAShardWithoutAnyRowOfAnUpsertStayAsTheyAreStored() {
    List<Row> rows = rowsOfCycle1();
    partitions.insert(rows(rows), InsertRule.of(REPLACE));
    byte[] shard = shard("ku/power");
    // Whoever decodes the first chunk, which lies first, fails.
    shard[0]++;
    revisions.store().put(shardKey("ku/power"), ObjectBody.of(shard), Condition.ALWAYS);
    List<ByteBuffer> before = chunksOfShard("ku/power", 4);
    List<Row> upserted = List.of(new Row(9, 1, 900), new Row(15, 1, 15));
    partitions.insert(rows(upserted), InsertRule.of(new MergeStrategy.Upsert()));
    List<ByteBuffer> after = chunksOfShard("ku/power", 4);
    assertThat(after.get(1)).isNotEqualTo(before.get(1));
    before.remove(1);
    after.remove(1);
    assertThat(after).isEqualTo(before);
    long[] power = new long[23];
    for (int time = 7; time < 30; time++) {
      power[time - 7] = time == 9 ? 900 : time;
    }
    try (PartitionsState state = partitions.open();
        CellArray array = state.variable("ku/power", state.keys(key -> true))) {
      assertThat(PartitionFixture.cells(array, Region.whole(Shape.of(30)).along(0, 7, 30)))
          .isEqualTo(PartitionFixture.longs(power));
      assertThatThrownBy(
              () -> PartitionFixture.cells(array, Region.whole(Shape.of(30)).along(0, 0, 7)))
          .isInstanceOf(ServiceException.class);
    }
  }

  @Test
  void shardsStayAsTheyAreStoredWhereAnUpsertBringsTheCellsTheyHave() {
    List<Row> rows = rowsOfCycle1();
    partitions.insert(rows(rows), InsertRule.of(REPLACE));
    Map<String, String> power = chunks("ku/power");
    Map<String, String> turned = chunks("turned");
    assertThat(power).hasSize(2);
    partitions.insert(rows(rows.subList(3, 12)), InsertRule.of(new MergeStrategy.Upsert()));
    assertThat(chunks("ku/power")).isEqualTo(power);
    partitions.insert(rows(List.of(new Row(30, 1, 30))), InsertRule.of(new MergeStrategy.Upsert()));
    rows.add(new Row(30, 1, 30));
    check(new TreeMap<>(Map.of(1, rows)));
    assertThat(chunks("ku/power"))
        .containsEntry("c/0", power.get("c/0"))
        .doesNotContainEntry("c/1", power.get("c/1"));
    assertThat(chunks("turned")).hasSameSizeAs(turned).isNotEqualTo(turned);
  }

  @Test
  void variablesThatAPartitionDoesNotHaveComeWithFillValuesInTheRowsThatAreThere() {
    List<Row> rows = rowsOfCycle1();
    partitions.insert(rows(rows, "ku/power", "turned"), InsertRule.of(REPLACE));
    partitions.insert(rows(rows.subList(8, 12)), InsertRule.of(new MergeStrategy.Upsert()));
    long[] power = new long[30];
    Arrays.fill(power, -1);
    for (int time = 8; time < 12; time++) {
      power[time] = time;
    }
    try (PartitionsState state = partitions.open()) {
      List<PartitionKey> keys = state.keys(key -> true);
      assertThat(PartitionFixture.cells(state, "ku/power", keys))
          .isEqualTo(PartitionFixture.longs(power));
    }
  }

  @Test
  void rowsBehindTheOthersLeaveFullChunksAsTheyAreStored() {
    List<Row> rows = rowsOfCycle1();
    partitions.insert(rows(rows.subList(0, 17)), InsertRule.of(REPLACE));
    Map<String, String> before = chunks("ssh");
    partitions.insert(rows(rows.subList(17, 30)), InsertRule.of(new MergeStrategy.TimeSeries()));
    check(new TreeMap<>(Map.of(1, rows)));
    Map<String, String> after = chunks("ssh");
    assertThat(after)
        .hasSize(5)
        .containsEntry("c/0/0", before.get("c/0/0"))
        .containsEntry("c/1/0", before.get("c/1/0"))
        .doesNotContainEntry("c/2/0", before.get("c/2/0"));
    // Fewer rows: one of them before the others moves all that follow.
    partitions.insert(
        rows(List.of(new Row(20, 1, 20), new Row(28, 1, 5))),
        InsertRule.of(new MergeStrategy.TimeSeries()));
    List<Row> left = new ArrayList<>(rows.subList(0, 20));
    left.addAll(List.of(new Row(20, 1, 20), new Row(28, 1, 5), rows.get(29)));
    check(new TreeMap<>(Map.of(1, left)));
    assertThat(chunks("ssh")).hasSize(4).containsEntry("c/1/0", before.get("c/1/0"));
  }

  @Test
  void boxesOfAVariableAreThoseOfTheWhole() {
    Random random = TestSeed.random(1);
    List<Row> inserted = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      inserted.add(new Row(i, random.nextInt(5), i));
    }
    partitions.insert(rows(inserted), InsertRule.of(REPLACE));
    try (PartitionsState state = partitions.open()) {
      List<PartitionKey> keys = state.keys(key -> true);
      for (String path : List.of("ssh", "turned", "time")) {
        byte[] whole = PartitionFixture.cells(state, path, keys);
        try (CellArray array = state.variable(path, keys)) {
          Shape shape = array.spec().shape();
          for (int n = 0; n < 50; n++) {
            Region box = box(shape, random);
            byte[] expected = new byte[(int) box.cells() * 8];
            RegionCopy.copy(
                MemorySegment.ofArray(whole),
                shape,
                box,
                MemorySegment.ofArray(expected),
                box.shape(),
                new long[shape.rank()],
                8);
            assertThat(PartitionFixture.cells(array, box)).as(path + box).isEqualTo(expected);
          }
        }
      }
    }
  }

  private static Region box(Shape shape, Random random) {
    long[] start = new long[shape.rank()];
    long[] stop = new long[shape.rank()];
    for (int axis = 0; axis < start.length; axis++) {
      start[axis] = random.nextLong(shape.length(axis));
      stop[axis] = random.nextLong(start[axis] + 1, shape.length(axis) + 1);
    }
    return Region.of(start, stop);
  }

  @Test
  void openStateStaysWhatItWas() {
    partitions.insert(rows(List.of(new Row(1, 1, 5))), InsertRule.of(REPLACE));
    try (PartitionsState before = partitions.open()) {
      List<PartitionKey> keys = before.keys(key -> true);
      byte[] power = PartitionFixture.cells(before, "ku/power", keys);
      try (CellArray array = before.variable("ku/power", keys)) {
        partitions.insert(
            rows(List.of(new Row(9, 1, 6), new Row(9, 2, 7))), InsertRule.of(REPLACE));
        assertThat(paths(before.keys(key -> true))).containsExactly("cycle=1");
        assertThat(PartitionFixture.cells(before, "ku/power", keys)).isEqualTo(power);
        assertThat(PartitionFixture.cells(array, Region.whole(array.spec().shape())))
            .isEqualTo(power);
        partitions.drop(key -> true, Precondition.NONE);
        assertThat(PartitionFixture.cells(array, Region.whole(array.spec().shape())))
            .isEqualTo(power);
      }
    }
    try (PartitionsState after = partitions.open()) {
      assertThat(after.keys(key -> true)).isEmpty();
    }
  }

  @Test
  void variablesThatDoNotSpanTheAxisAreKeptOnce() {
    long[] lut = {1, 2, 3};
    Map<String, InsertedRows.Variable> variables =
        new LinkedHashMap<>(rows(List.of(new Row(1, 1, 5))).variables());
    variables.put(
        "lut", PartitionFixture.variable(DType.INT64, List.of(3L), PartitionFixture.longs(lut)));
    variables.put(
        "one", PartitionFixture.variable(DType.INT64, List.of(), PartitionFixture.longs(7)));
    try (PartitionsState state = partitions.open()) {
      assertThat(PartitionFixture.cells(state, "lut", List.of()))
          .isEqualTo(PartitionFixture.longs(4, 4, 4));
    }
    partitions.insert(new InsertedRows(variables), InsertRule.of(REPLACE));
    partitions.insert(rows(List.of(new Row(1, 2, 5))), InsertRule.of(REPLACE));
    variables.remove("one");
    long[] other = {6, 5, 4};
    variables.put(
        "lut", PartitionFixture.variable(DType.INT64, List.of(3L), PartitionFixture.longs(other)));
    partitions.insert(new InsertedRows(variables), InsertRule.of(REPLACE));
    partitions.drop(key -> true, Precondition.NONE);
    try (PartitionsState state = partitions.open()) {
      assertThat(PartitionFixture.cells(state, "lut", List.of()))
          .isEqualTo(PartitionFixture.longs(other));
      assertThat(PartitionFixture.cells(state, "one", List.of()))
          .isEqualTo(PartitionFixture.longs(7));
    }
  }

  @Test
  void partitionsThatLackAVariableHaveItsFillValue() {
    partitions.insert(rows(List.of(new Row(1, 1, 5))), InsertRule.of(REPLACE));
    partitions.insert(rows(List.of(new Row(2, 2, 6)), "ku/power"), InsertRule.of(REPLACE));
    partitions.insert(
        rows(List.of(new Row(3, 1, 7)), "ku/power"), InsertRule.of(new MergeStrategy.Concat()));
    try (PartitionsState state = partitions.open()) {
      assertThat(PartitionFixture.cells(state, "ku/power", state.keys(key -> true)))
          .isEqualTo(PartitionFixture.longs(5, -1, -1));
    }
  }

  @Test
  void nothingChangesWhenAnInsertIsRefused() {
    partitions.insert(rows(List.of(new Row(1, 1, 5))), InsertRule.of(REPLACE));
    refused(ErrorCode.ALREADY_EXISTS, rows(List.of(new Row(1, 2, 5), new Row(1, 1, 6))), REPLACE);
    refused(ErrorCode.INVALID_SCHEMA, rows(List.of(new Row(1, 3, 5)), "cycle"), REPLACE);
    refused(
        ErrorCode.INVALID_SCHEMA,
        rows(List.of(new Row(1, 3, 5)), "time"),
        new MergeStrategy.Upsert());
    Map<String, InsertedRows.Variable> variables =
        new LinkedHashMap<>(rows(List.of(new Row(1, 3, 5))).variables());
    byte[] two = PartitionFixture.longs(1, 2);
    variables.put("time", PartitionFixture.variable(DType.INT64, List.of(2L), two));
    refused(ErrorCode.SHAPE_MISMATCH, new InsertedRows(variables), REPLACE);
    variables.put("time", PartitionFixture.variable(DType.FLOAT64, List.of(1L), new byte[8]));
    refused(ErrorCode.INVALID_SCHEMA, new InsertedRows(variables), REPLACE);
    variables.remove("time");
    variables.put("tmie", PartitionFixture.variable(DType.INT64, List.of(1L), new byte[8]));
    refused(ErrorCode.INVALID_SCHEMA, new InsertedRows(variables), REPLACE);
    variables.remove("tmie");
    variables.put("lut", PartitionFixture.variable(DType.INT64, List.of(2L), two));
    refused(ErrorCode.SHAPE_MISMATCH, new InsertedRows(variables), REPLACE);
    Map<Integer, List<Row>> model = new TreeMap<>();
    model.put(1, List.of(new Row(1, 1, 5)));
    check(model);
    assertThat(
            partitions.insert(rows(List.of()), new InsertRule(REPLACE, false, Precondition.NONE)))
        .isEmpty();
    assertThat(
            partitions.insert(
                new InsertedRows(Map.of()), new InsertRule(REPLACE, false, Precondition.NONE)))
        .isEmpty();
    check(model);
  }

  private void refused(ErrorCode code, InsertedRows rows, MergeStrategy merge) {
    assertThatThrownBy(
            () -> partitions.insert(rows, new InsertRule(merge, false, Precondition.NONE)))
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void severalInsertsAtOnceEndInOneOfTheirOrders() throws Exception {
    int threads = 4;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<List<PartitionKey>>> inserts = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        List<Row> own = List.of(new Row(i, 1, i), new Row(i, 2 + i, i));
        inserts.add(
            pool.submit(
                () -> partitions.insert(rows(own), InsertRule.of(new MergeStrategy.Concat()))));
      }
      for (Future<List<PartitionKey>> insert : inserts) {
        assertThat(insert.get()).hasSize(2);
      }
    }
    try (PartitionsState state = partitions.open()) {
      assertThat(state.keys(key -> true)).hasSize(13);
      List<PartitionKey> first = state.keys(key -> key.parts().getFirst().value() == 1);
      List<Long> times = new ArrayList<>();
      LongBuffer cells =
          ByteBuffer.wrap(PartitionFixture.cells(state, "time", first))
              .order(ByteOrder.LITTLE_ENDIAN)
              .asLongBuffer();
      while (cells.hasRemaining()) {
        times.add(cells.get());
      }
      assertThat(times).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    }
  }

  @Test
  void damagedCatalogIsTakenForNoneAndRepaired() {
    partitions.insert(
        rows(List.of(new Row(1, 1, 5), new Row(1, 20, 6), new Row(1, 3, 6))),
        InsertRule.of(REPLACE));
    StoreKey catalog = ROOT.key("_catalog/state.json");
    for (String damage :
        List.of("{", "{}", "{\"format_version\":1,\"paths\":[],\"checksum\":\"\"}")) {
      revisions
          .store()
          .put(catalog, ObjectBody.of(damage.getBytes(StandardCharsets.UTF_8)), Condition.ALWAYS);
      try (PartitionsState state = partitions.open()) {
        assertThat(paths(state.keys(key -> true)))
            .containsExactly("cycle=1", "cycle=20", "cycle=3");
      }
    }
    assertThat(paths(partitions.repair())).containsExactly("cycle=1", "cycle=20", "cycle=3");
    assertThat(
            new String(
                revisions.store().load(catalog, 1_000).orElseThrow().bytes(),
                StandardCharsets.UTF_8))
        .startsWith(
            "{\"format_version\":1,\"paths\":[\"cycle=1\",\"cycle=20\",\"cycle=3\"],\"checksum\":\"sha256:");
  }
}
