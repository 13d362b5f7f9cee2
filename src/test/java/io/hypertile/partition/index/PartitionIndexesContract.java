package io.hypertile.partition.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.engine.PartitionFixture;
import io.hypertile.partition.engine.StoredPartitions;
import io.hypertile.partition.index.parquet.Column;
import io.hypertile.partition.index.parquet.ColumnType;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PlaceRevisions;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Promises of indexes, whatever store they lie in. */
abstract class PartitionIndexesContract extends StoredPartitions {
  private static final StorePrefix ROOT = new StorePrefix("lake/tracks");
  private static final Instant START = Instant.parse("2024-02-28T23:59:00Z");
  private static final PartitionedForm TRACKS =
      PartitionFixture.form(
          JsonMapper.shared()
              .readTree(
                  """
                  {"format_version": 1, "axis": "time",
                   "partitioning": {"name": "sequence", "variables": ["cycle"], "dimension": "time"},
                   "catalog": {"enabled": true},
                   "schema": {"name": "/",
                     "dimensions": [{"name": "time", "size": null, "chunks": 50}, {"name": "x", "size": 2}],
                     "variables": [
                       {"name": "time", "dtype": "<M8[ns]", "dimensions": ["time"]},
                       {"name": "minute", "dtype": "<M8[m]", "dimensions": ["time"]},
                       {"name": "cycle", "dtype": "<i4", "dimensions": ["time"]},
                       {"name": "pass", "dtype": "|i1", "dimensions": ["time"]},
                       {"name": "large", "dtype": "<u8", "dimensions": ["time"]},
                       {"name": "height", "dtype": "<f4", "dimensions": ["time"]},
                       {"name": "rising", "dtype": "|b1", "dimensions": ["time"]},
                       {"name": "site", "dtype": "<U5", "dimensions": ["time"]},
                       {"name": "ssh", "dtype": "<f8", "dimensions": ["time", "x"]},
                       {"name": "delay", "dtype": "<m8[ns]", "dimensions": ["time"]}]}}
                  """));
  private static final List<String> KEYS =
      List.of("time", "minute", "cycle", "pass", "large", "height", "rising", "site");
  private static final List<String> SITES = List.of("", "a", "äöü", "Δelta");

  private final Random random = TestSeed.random();
  private final Map<Integer, List<Row>> model = new TreeMap<>();
  private Partitions partitions;
  private PartitionIndexes indexes;

  @BeforeEach
  void make() {
    PartitionFixture.make(revisions, ROOT);
    partitions = PartitionFixture.open(revisions, ROOT, TRACKS, pool, scratch);
    indexes =
        new PartitionIndexes(
            new PlaceRevisions(revisions, ROOT.key(NodeDocument.NAME)), ROOT, TRACKS);
  }

  /** A row, of whose small numbers all its keys are made. */
  private record Row(long time, int cycle, int pass, int site) {
    String key(String name) {
      return switch (name) {
        case "time" -> START.plusNanos(time).toString();
        case "minute" -> START.plusSeconds(60L * pass).toString();
        case "cycle" -> Integer.toString(cycle);
        case "pass" -> Integer.toString(pass);
        case "large" -> Long.toUnsignedString(Long.MIN_VALUE + pass);
        case "height" -> Double.toString(pass / 4.0);
        case "rising" -> Boolean.toString(pass > 0);
        default -> SITES.get(site);
      };
    }
  }

  private List<Row> rows(int cycle, int count) {
    List<Row> rows = new ArrayList<>();
    while (rows.size() < count) {
      int pass = random.nextInt(5) - 2;
      int site = random.nextInt(SITES.size());
      for (int i = random.nextInt(60); i >= 0; i--) {
        rows.add(new Row(rows.size() / 3, cycle, pass, site));
      }
    }
    return rows;
  }

  private static InsertedRows inserted(List<Row> rows) {
    int count = rows.size();
    long start = START.getEpochSecond() * 1_000_000_000L;
    long minute = START.getEpochSecond() / 60;
    Map<String, InsertedRows.Variable> variables = new LinkedHashMap<>();
    variables.put(
        "time", time(CellTimeUnit.NANOSECONDS, rows.stream().mapToLong(r -> start + r.time)));
    variables.put(
        "minute", time(CellTimeUnit.MINUTES, rows.stream().mapToLong(r -> minute + r.pass)));
    variables.put(
        "large", longs(DType.UINT64, rows.stream().mapToLong(r -> Long.MIN_VALUE + r.pass)));
    ByteBuffer cycles = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer heights = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    byte[] passes = new byte[count];
    byte[] rising = new byte[count];
    byte[] sites = new byte[20 * count];
    for (int i = 0; i < count; i++) {
      Row row = rows.get(i);
      cycles.putInt(row.cycle);
      heights.putFloat(row.pass / 4f);
      passes[i] = (byte) row.pass;
      rising[i] = (byte) (row.pass > 0 ? 1 : 0);
      byte[] site = SITES.get(row.site).getBytes(Charset.forName("UTF-32LE"));
      System.arraycopy(site, 0, sites, 20 * i, site.length);
    }
    variables.put("cycle", variable(DType.INT32, count, cycles.array()));
    variables.put("height", variable(DType.FLOAT32, count, heights.array()));
    variables.put("pass", variable(DType.INT8, count, passes));
    variables.put("rising", variable(new CellType.Truth(), count, rising));
    variables.put("site", variable(new CellType.FixedText(20), count, sites));
    return new InsertedRows(variables);
  }

  private static InsertedRows.Variable variable(CellType type, long count, byte[] cells) {
    return PartitionFixture.variable(type, List.of(count), cells);
  }

  private static InsertedRows.Variable longs(CellType type, LongStream values) {
    long[] all = values.toArray();
    return variable(type, all.length, PartitionFixture.longs(all));
  }

  private static InsertedRows.Variable time(CellTimeUnit unit, LongStream values) {
    return longs(new CellType.TimePoint(unit, 1), values);
  }

  private void insert(int cycle) {
    List<Row> rows = rows(cycle, 1 + random.nextInt(400));
    partitions.insert(inserted(rows), InsertRule.of(new MergeStrategy.Concat()));
    model.computeIfAbsent(cycle, each -> new ArrayList<>()).addAll(rows);
  }

  private void drop(int cycle) {
    partitions.drop(key -> key.find("cycle").orElseThrow() == cycle, Precondition.NONE);
    model.remove(cycle);
  }

  /** Rows of the model whose keys have the values, one by one. */
  private List<String> expected(Map<String, List<String>> values) {
    List<String> found = new ArrayList<>();
    for (String path : model.keySet().stream().map(cycle -> "cycle=" + cycle).sorted().toList()) {
      List<Row> rows = model.get(Integer.parseInt(path.substring(6)));
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        if (values.entrySet().stream().allMatch(e -> e.getValue().contains(row.key(e.getKey())))) {
          found.add(path + " " + i);
        }
      }
    }
    return found;
  }

  private List<String> found(IndexName name, Map<String, List<String>> values) {
    List<String> found = new ArrayList<>();
    try (PartitionsState state = partitions.open()) {
      for (PartitionRows rows : indexes.lookUp(name, values, state).rows()) {
        assertThat(rows.ranges()).isNotEmpty();
        for (PartitionRows.RowRange range : rows.ranges()) {
          for (long row = range.start(); row < range.stop(); row++) {
            found.add(rows.key().path() + " " + row);
          }
        }
      }
    }
    return found;
  }

  private Map<String, List<String>> someValues(List<String> columns) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String column : columns) {
      if (random.nextInt(3) > 0) {
        List<Row> rows = rows(random.nextInt(5), 1 + random.nextInt(3));
        values.put(column, rows.stream().map(row -> row.key(column)).distinct().limit(3).toList());
      }
    }
    return values;
  }

  private IndexDescription build(String name, List<String> columns) {
    try (PartitionsState state = partitions.open()) {
      return indexes.build(new IndexName(name), columns, state);
    }
  }

  private IndexDescription describe(String name) {
    try (PartitionsState state = partitions.open()) {
      return indexes.describe(new IndexName(name), state);
    }
  }

  private IndexDescription refresh(String name) {
    try (PartitionsState state = partitions.open()) {
      return indexes.refresh(new IndexName(name), Precondition.NONE, state);
    }
  }

  @Test
  void lookUpsGiveTheRowsOfAModelWhateverWasChangedSince() {
    List<String> columns = new ArrayList<>(KEYS);
    java.util.Collections.shuffle(columns, random);
    List<String> own = columns.subList(0, 1 + random.nextInt(columns.size()));
    for (int cycle = 0; cycle < 4; cycle++) {
      insert(cycle);
    }
    build("one", own);
    IndexName name = new IndexName("one");
    for (int step = 0; step < 8; step++) {
      assertThat(found(name, Map.of())).isEqualTo(expected(Map.of()));
      for (int tries = 0; tries < 10; tries++) {
        Map<String, List<String>> values = someValues(own);
        assertThat(found(name, values)).as(values.toString()).isEqualTo(expected(values));
      }
      switch (random.nextInt(4)) {
        case 0 -> drop(random.nextInt(5));
        case 1 -> assertThat(refresh("one").changed()).isZero();
        default -> insert(random.nextInt(5));
      }
    }
  }

  @Test
  void indexHasItsKeysAndTheRowsOfEachRun() {
    insert(1);
    insert(20);
    IndexDescription made = build("all", KEYS);
    assertThat(made.keys()).extracting(Column::name).isEqualTo(KEYS);
    assertThat(made.keys())
        .extracting(Column::type)
        .containsExactly(
            ColumnType.TIME_NANOS,
            ColumnType.TIME_MILLIS,
            ColumnType.INT64,
            ColumnType.INT64,
            ColumnType.UINT64,
            ColumnType.FLOAT64,
            ColumnType.TRUTH,
            ColumnType.TEXT);
    long runs = 0;
    for (List<Row> rows : model.values()) {
      for (int i = 0; i < rows.size(); i++) {
        runs += i == 0 || !rows.get(i).equals(rows.get(i - 1)) ? 1 : 0;
      }
    }
    assertThat(made.rows()).isEqualTo(runs);
    assertThat(made.partitions()).isEqualTo(2);
    assertThat(made.changed()).isZero();
    try (IndexFiles.Held held =
        new IndexFiles(
                new PlaceRevisions(revisions, ROOT.key(NodeDocument.NAME)),
                ROOT.child("_indexes"),
                false)
            .require(new IndexName("all"))) {
      assertThat(IndexFile.open(held.input()).table().columns())
          .extracting(Column::name)
          .endsWith("_start", "_stop", "_partition");
    }
  }

  @Test
  void changesSinceAreToldAndTheFileIsKept() {
    insert(1);
    insert(2);
    IndexDescription made = build("one", List.of("pass"));
    insert(2);
    insert(3);
    IndexDescription stale = describe("one");
    assertThat(stale.changed()).isEqualTo(2);
    assertThat(stale.version()).isEqualTo(made.version());
    IndexDescription fresh = refresh("one");
    assertThat(fresh.changed()).isZero();
    assertThat(fresh.partitions()).isEqualTo(3);
    assertThat(fresh.version()).isNotEqualTo(made.version());
  }

  @Test
  void indexIsKeptWhereTheConditionIsForAnother() {
    insert(1);
    IndexDescription made = build("one", List.of("pass"));
    insert(2);
    Precondition other = Precondition.at(new Version("other"));
    assertCode(() -> indexes.delete(new IndexName("one"), other), ErrorCode.VERSION_MISMATCH);
    try (PartitionsState state = partitions.open()) {
      IndexName name = new IndexName("one");
      assertCode(() -> indexes.refresh(name, other, state), ErrorCode.VERSION_MISMATCH);
      assertThat(indexes.describe(name, state).version()).isEqualTo(made.version());
      Precondition own = Precondition.at(made.version());
      assertThat(indexes.refresh(name, own, state).changed()).isZero();
    }
  }

  @Test
  void versionOfAnAnswerIsThatOfTheCollection() {
    insert(1);
    build("one", List.of("pass"));
    List<Object> versions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      try (PartitionsState state = partitions.open()) {
        versions.add(indexes.lookUp(new IndexName("one"), Map.of(), state).version());
      }
      if (i == 0) {
        refresh("one");
      } else {
        insert(2);
      }
    }
    assertThat(versions.get(1)).isEqualTo(versions.get(0));
    assertThat(versions.get(2)).isNotEqualTo(versions.get(1));
  }

  @Test
  void indexesAreListedAndDeleted() {
    assertThat(indexes.names()).isEmpty();
    build("b.2", List.of("pass"));
    build("a", List.of("pass", "cycle"));
    assertThat(indexes.names()).extracting(IndexName::text).containsExactly("a", "b.2");
    assertThat(describe("a").rows()).isZero();
    indexes.delete(new IndexName("a"), Precondition.NONE);
    assertThat(indexes.names()).extracting(IndexName::text).containsExactly("b.2");
    assertThatThrownBy(() -> indexes.delete(new IndexName("a"), Precondition.NONE))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    try (PartitionsState state = partitions.open()) {
      assertThat(state.keys(key -> true)).isEmpty();
    }
  }

  @Test
  void whatCannotBeBuiltIsRefused() {
    insert(1);
    assertCode(() -> build("one", List.of()), ErrorCode.INVALID_REQUEST);
    assertCode(() -> build("one", List.of("pass", "pass")), ErrorCode.INVALID_REQUEST);
    assertCode(() -> build("one", List.of("ssh")), ErrorCode.INVALID_REQUEST);
    assertCode(() -> build("one", List.of("delay")), ErrorCode.INVALID_REQUEST);
    assertCode(() -> build("one", List.of("nothing")), ErrorCode.INVALID_REQUEST);
    for (String name : List.of("", "_one", "../one", "a/b", "a b", "x".repeat(65))) {
      assertCode(() -> build(name, List.of("pass")), ErrorCode.INVALID_NAME);
    }
    assertThat(indexes.names()).isEmpty();
    build("one", List.of("pass"));
    assertCode(() -> build("one", List.of("cycle")), ErrorCode.ALREADY_EXISTS);
    assertThat(describe("one").keys()).extracting(Column::name).containsExactly("pass");
  }

  @Test
  void whatCannotBeLookedUpIsRefused() {
    insert(1);
    build("all", KEYS);
    IndexName name = new IndexName("all");
    Map<String, String> wrong =
        Map.of(
            "cycle", "2.0",
            "pass", "two",
            "large", "-1",
            "height", "high",
            "rising", "maybe",
            "time", "soon",
            "minute", "2024-02-28T23:59:00.000001Z",
            "_start", "1",
            "ssh", "1");
    wrong.forEach((column, value) ->
        assertCode(() -> found(name, Map.of(column, List.of(value))), ErrorCode.INVALID_REQUEST));
    assertCode(() -> found(name, Map.of("cycle", List.of())), ErrorCode.INVALID_REQUEST);
    assertThat(found(name, Map.of("cycle", List.of("9223372036854775807")))).isEmpty();
  }

  private static void assertCode(Runnable call, ErrorCode code) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void damagedFileIsNamed() {
    insert(1);
    build("one", List.of("pass"));
    StoreKey key = ROOT.key("_indexes/one.parquet");
    byte[] bytes = revisions.store().load(key, 1 << 20).orElseThrow().bytes();
    revisions
        .store()
        .put(key, ObjectBody.of(Arrays.copyOf(bytes, bytes.length - 9)), Condition.ALWAYS);
    assertThatThrownBy(() -> found(new IndexName("one"), Map.of()))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_DATA))
        .hasMessageContaining("_indexes/one.parquet");
  }
}
