package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.DType;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.PartitionsView;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.ViewForm;
import io.hypertile.partition.schema.ViewForms;
import io.hypertile.partition.schema.ViewJson;
import io.hypertile.store.Depth;
import io.hypertile.store.StorePrefix;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Promises of every view, whatever store it lies in. */
abstract class ViewContract extends StoredPartitions {
  private static final StorePrefix BASE = new StorePrefix("lake/tracks");
  private static final StorePrefix ROOT = new StorePrefix("lake/winds");
  private static final PartitionedForm TRACKS =
      PartitionFixture.form(
          JsonMapper.shared()
              .readTree(
                  """
                  {"format_version": 1, "axis": "time",
                   "partitioning": {"name": "sequence", "variables": ["cycle"], "dimension": "time"},
                   "catalog": {"enabled": true},
                   "schema": {"name": "/",
                     "dimensions": [{"name": "time", "size": null, "chunks": 7}, {"name": "x", "size": 2}],
                     "variables": [
                       {"name": "time", "dtype": "<i8", "dimensions": ["time"]},
                       {"name": "cycle", "dtype": "<i8", "dimensions": ["time"]},
                       {"name": "height", "dtype": "<i8", "dimensions": ["time"]}]}}
                  """));
  private static final ViewForm WINDS =
      ViewJson.parseMembers(
              JsonCursor.root(
                  ErrorCode.INVALID_SCHEMA,
                  JsonMapper.shared()
                      .readTree(
                          """
                          {"variables": [
                            {"name": "wind", "dtype": "<i8", "dimensions": ["time"], "fill_value": -1},
                            {"name": "wave", "dtype": "<i8", "dimensions": ["x", "time"], "fill_value": 9}]}
                          """)))
          .orElseThrow();
  private static final InsertRule CONCAT =
      new InsertRule(new MergeStrategy.Concat(), true, Precondition.NONE);

  private final Random random = TestSeed.random();
  private final Map<Integer, Long> rows = new TreeMap<>();
  private final Map<Integer, long[]> winds = new TreeMap<>();
  private final Map<Integer, long[]> waves = new TreeMap<>();
  private Partitions base;
  private PartitionsView view;

  @BeforeEach
  void make() {
    PartitionFixture.make(revisions, BASE);
    PartitionFixture.make(revisions, ROOT);
    base = PartitionFixture.open(revisions, BASE, TRACKS, pool, scratch);
    view = PartitionFixture.view(revisions, ROOT, ViewForms.of(WINDS, TRACKS), pool, scratch);
  }

  private void insert(int cycle, int count) {
    long[] times = random.longs(count).toArray();
    long[] cycles = random.longs(count, cycle, cycle + 1L).toArray();
    base.insert(values(Map.of("time", times, "cycle", cycles)), CONCAT);
    rows.merge(cycle, (long) count, Long::sum);
  }

  /** Values of variables, of which waves have two for each row. */
  private static InsertedRows values(Map<String, long[]> all) {
    Map<String, InsertedRows.Variable> variables = new LinkedHashMap<>();
    all.forEach((name, cells) -> {
      long count = cells.length;
      List<Long> shape = name.equals("wave") ? List.of(2L, count / 2) : List.of(count);
      variables.put(
          name, PartitionFixture.variable(DType.INT64, shape, PartitionFixture.longs(cells)));
    });
    return new InsertedRows(variables);
  }

  private static int cycle(PartitionKey key) {
    return (int) (long) key.find("cycle").orElseThrow();
  }

  private List<PartitionKey> keys(PartitionsState state, Integer... cycles) {
    return state.keys(key -> cycles.length == 0 || List.of(cycles).contains(cycle(key)));
  }

  /** Writes new values for some partitions, and remembers them. */
  private void write(boolean hasWind, boolean hasWave, Integer... cycles) {
    try (PartitionsState state = base.open()) {
      List<PartitionKey> keys = keys(state, cycles);
      int count = (int) keys.stream().mapToLong(key -> rows.get(cycle(key))).sum();
      Map<String, long[]> written = new LinkedHashMap<>();
      if (hasWind) {
        written.put("wind", random.longs(count).toArray());
      }
      if (hasWave) {
        written.put("wave", random.longs(2L * count).toArray());
      }
      view.write(state, keys, values(written), Precondition.NONE);
      int at = 0;
      for (PartitionKey key : keys) {
        int own = (int) (long) rows.get(cycle(key));
        if (hasWind) {
          winds.put(cycle(key), Arrays.copyOfRange(written.get("wind"), at, at + own));
        }
        if (hasWave) {
          long[] wave = new long[2 * own];
          System.arraycopy(written.get("wave"), at, wave, 0, own);
          System.arraycopy(written.get("wave"), count + at, wave, own, own);
          waves.put(cycle(key), wave);
        }
        at += own;
      }
    }
  }

  private void check(Integer... cycles) {
    try (PartitionsState state = view.over(base.open())) {
      List<PartitionKey> keys = keys(state, cycles);
      int count = (int) keys.stream().mapToLong(key -> rows.get(cycle(key))).sum();
      long[] wind = new long[count];
      long[] wave = new long[2 * count];
      int at = 0;
      for (PartitionKey key : keys) {
        int own = (int) (long) rows.get(cycle(key));
        assertThat(state.partition(key).rows()).isEqualTo(own);
        for (int i = 0; i < own; i++) {
          wind[at + i] = winds.containsKey(cycle(key)) ? winds.get(cycle(key))[i] : -1;
          wave[at + i] = waves.containsKey(cycle(key)) ? waves.get(cycle(key))[i] : 9;
          wave[count + at + i] = waves.containsKey(cycle(key)) ? waves.get(cycle(key))[own + i] : 9;
        }
        at += own;
      }
      assertThat(PartitionFixture.cells(state, "wind", keys))
          .isEqualTo(PartitionFixture.longs(wind));
      assertThat(PartitionFixture.cells(state, "wave", keys))
          .isEqualTo(PartitionFixture.longs(wave));
    }
  }

  @Test
  void variablesHaveWhatWasWrittenAndFillValuesElsewhere() {
    for (int cycle = 1; cycle < 14; cycle += 3) {
      insert(cycle, 1 + random.nextInt(40));
    }
    check();
    write(true, false, 4, 10);
    check();
    write(false, true, 1, 4);
    check();
    check(4, 13);
    write(true, true);
    check();
    write(true, false, 10);
    check();
  }

  @Test
  void baseIsNeverChanged() {
    insert(1, 20);
    insert(2, 5);
    Map<String, Version> before = objects(BASE);
    write(true, true, 2);
    write(true, false);
    assertThat(objects(BASE)).isEqualTo(before);
    try (PartitionsState state = view.over(base.open());
        PartitionsState alone = base.open()) {
      List<PartitionKey> keys = keys(state);
      assertThat(keys).isEqualTo(keys(alone));
      assertThat(PartitionFixture.cells(state, "time", keys))
          .isEqualTo(PartitionFixture.cells(alone, "time", keys));
    }
  }

  private Map<String, Version> objects(StorePrefix place) {
    Map<String, Version> found = new TreeMap<>();
    revisions
        .store()
        .listAll(
            place,
            Depth.ALL,
            page ->
                page.objects()
                    .forEach(
                        each -> found.put(each.key().text(), new Version(each.version().text()))));
    return found;
  }

  @Test
  void openStateStaysWhatItWasAndVersionsTellChanges() {
    insert(1, 9);
    write(true, false, 1);
    try (PartitionsState before = view.over(base.open())) {
      List<PartitionKey> keys = keys(before);
      byte[] wind = PartitionFixture.cells(before, "wind", keys);
      Version version = before.version(keys);
      try (CellArray array = before.variable("wind", keys)) {
        write(true, true, 1);
        assertThat(PartitionFixture.cells(before, "wind", keys)).isEqualTo(wind);
        assertThat(before.version(keys)).isEqualTo(version);
        assertThat(array.version()).isEqualTo(version);
      }
      try (PartitionsState after = view.over(base.open())) {
        assertThat(after.version(keys)).isNotEqualTo(version);
        assertThat(after.findVersion(keys.getFirst())).contains(after.version(keys));
      }
    }
    check();
  }

  @Test
  void partitionsThatTheBaseHasNoLongerArePassedOver() {
    insert(1, 9);
    insert(2, 3);
    write(true, true);
    base.drop(key -> cycle(key) == 1, Precondition.NONE);
    rows.remove(1);
    check();
    insert(1, 9);
    try (PartitionsState state = view.over(base.open())) {
      assertThat(keys(state)).hasSize(2);
      assertCode(() -> state.variable("wind", keys(state, 1)), ErrorCode.UNSUPPORTED_STORAGE);
    }
    check(2);
  }

  @Test
  void valuesOfOtherRowsThanThereAreAreRefused() {
    insert(1, 9);
    insert(2, 3);
    write(true, true);
    insert(1, 2);
    try (PartitionsState state = view.over(base.open())) {
      List<PartitionKey> all = keys(state);
      assertCode(() -> state.variable("wind", all), ErrorCode.UNSUPPORTED_STORAGE);
      PartitionFixture.cells(state, "time", all);
    }
    check(2);
    write(true, false, 1);
    waves.remove(1);
    try (PartitionsState state = view.over(base.open())) {
      assertCode(() -> state.variable("wave", keys(state)), ErrorCode.UNSUPPORTED_STORAGE);
    }
    write(false, true, 1);
    check();
  }

  @Test
  void valuesOfOtherRowsAreRefusedWhereThereAreAsManyAsBefore() {
    insert(1, 9);
    insert(2, 3);
    write(true, true);
    replace(1, random.longs(9).toArray());
    try (PartitionsState state = view.over(base.open())) {
      List<PartitionKey> all = keys(state);
      List<PartitionKey> changed = keys(state, 1);
      assertCode(() -> state.variable("wind", all), ErrorCode.UNSUPPORTED_STORAGE);
      assertCode(() -> state.stored("wind", changed.getFirst()), ErrorCode.UNSUPPORTED_STORAGE);
      PartitionFixture.cells(state, "time", all);
      // Values that are made of such values are not made either.
      assertCode(
          () -> update(Map.of("wave", "wave * 0 + wind"), changed), ErrorCode.UNSUPPORTED_STORAGE);
      update(Map.of("wind", "cycle"), changed);
      assertCode(() -> state.variable("wind", changed), ErrorCode.UNSUPPORTED_STORAGE);
    }
    check(2);
    long[] cycles = new long[9];
    Arrays.fill(cycles, 1);
    winds.put(1, cycles);
    try (PartitionsState state = view.over(base.open())) {
      assertThat(PartitionFixture.cells(state, "wind", keys(state, 1)))
          .isEqualTo(PartitionFixture.longs(cycles));
      assertCode(() -> state.variable("wave", keys(state)), ErrorCode.UNSUPPORTED_STORAGE);
    }
    write(false, true, 1);
    check();
  }

  private void update(Map<String, String> expressions, List<PartitionKey> keys) {
    try (PartitionsState alone = base.open()) {
      view.update(alone, expressions, keys, Precondition.NONE);
    }
  }

  private void replace(int cycle, long... times) {
    long[] cycles = new long[times.length];
    Arrays.fill(cycles, cycle);
    base.insert(
        values(Map.of("time", times, "cycle", cycles)),
        new InsertRule(new MergeStrategy.Replace(), true, Precondition.NONE));
    rows.put(cycle, (long) times.length);
  }

  @Test
  void valuesStayWhereTheSameRowsAreInsertedAgainOrTheirOtherVariablesChange() {
    replace(1, 5, 3, 9);
    write(true, true);
    replace(1, 5, 3, 9);
    check();
    base.update(Map.of("height", "cycle * 2"), key -> true, Precondition.NONE);
    check();
    base.update(Map.of("time", "time + 1"), key -> true, Precondition.NONE);
    try (PartitionsState state = view.over(base.open())) {
      assertCode(() -> state.variable("wind", keys(state)), ErrorCode.UNSUPPORTED_STORAGE);
    }
    base.update(Map.of("time", "time - 1"), key -> true, Precondition.NONE);
    check();
    // The same rows in another order are others.
    replace(1, 3, 5, 9);
    try (PartitionsState state = view.over(base.open())) {
      assertCode(() -> state.variable("wave", keys(state)), ErrorCode.UNSUPPORTED_STORAGE);
    }
  }

  @Test
  void nothingIsWrittenWhereTheConditionIsForAnotherVersion() {
    insert(1, 9);
    write(true, false, 1);
    try (PartitionsState state = base.open();
        PartitionsState before = view.over(base.open())) {
      List<PartitionKey> keys = keys(state);
      Precondition own = Precondition.at(before.version(keys));
      InsertedRows values = values(Map.of("wind", new long[9]));
      Precondition other = Precondition.at(new Version("other"));
      assertCode(() -> view.write(state, keys, values, other), ErrorCode.VERSION_MISMATCH);
      check();
      view.write(state, keys, values, own);
      assertCode(() -> view.write(state, keys, values, own), ErrorCode.VERSION_MISMATCH);
    }
    winds.put(1, new long[9]);
    check();
  }

  @Test
  void whatDoesNotFitIsRefusedAndNothingChanges() {
    insert(1, 9);
    insert(2, 3);
    write(true, false);
    Map<String, Version> before = objects(ROOT);
    refuse(Map.of("wind", new long[11]), ErrorCode.SHAPE_MISMATCH);
    refuse(Map.of("wind", new long[13], "wave", new long[24]), ErrorCode.SHAPE_MISMATCH);
    refuse(Map.of("time", new long[12]), ErrorCode.INVALID_SCHEMA);
    refuse(Map.of("wnd", new long[12]), ErrorCode.INVALID_SCHEMA);
    try (PartitionsState state = base.open()) {
      Map<String, InsertedRows.Variable> floats =
          Map.of("wind", PartitionFixture.variable(DType.FLOAT64, List.of(12L), new byte[96]));
      assertCode(
          () -> view.write(state, keys(state), new InsertedRows(floats), Precondition.NONE),
          ErrorCode.INVALID_SCHEMA);
    }
    assertThat(objects(ROOT)).isEqualTo(before);
    check();
  }

  private void refuse(Map<String, long[]> written, ErrorCode code) {
    try (PartitionsState state = base.open()) {
      assertCode(() -> view.write(state, keys(state), values(written), Precondition.NONE), code);
    }
  }

  private static void assertCode(Runnable call, ErrorCode code) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
