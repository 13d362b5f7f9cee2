package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.chunk.CodecPool;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.partition.Catalog;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrStores;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Units of times, profiles of codecs, and catalogs that say too much. */
class PartitionFormsTest {
  private static final StorePrefix ROOT = new StorePrefix("lake/forms");
  private static final InsertRule REPLACE = InsertRule.of(new MergeStrategy.Replace());

  private final MemoryStore store = new MemoryStore("test");
  private final CodecPool pool = ZarrStores.pool();
  @TempDir private Path scratch;

  @AfterEach
  void close() {
    store.close();
    pool.close();
  }

  private Partitions open(String unit, String profile) {
    byte[] group = GroupDocument.create(JsonNodeFactory.instance.objectNode()).bytes();
    store
        .revisions()
        .store()
        .put(ROOT.key(NodeDocument.NAME), ObjectBody.of(group), Condition.ALWAYS);
    String document =
        """
        {"format_version": 1, "axis": "time",
         "partitioning": {"name": "date", "variable": "time", "resolution": "M"},
         "schema": {"name": "/", "dimensions": [{"name": "time", "size": null, "chunks": 4096}],
           "variables": [{"name": "time", "dtype": "<M8[%s]", "dimensions": ["time"],
             "codecs": "%s"}]}}
        """
            .formatted(unit, profile);
    return PartitionFixture.open(
        store.revisions(),
        ROOT,
        PartitionFixture.form(JsonMapper.shared().readTree(document)),
        pool,
        scratch);
  }

  private static InsertedRows rows(CellTimeUnit unit, long... times) {
    return new InsertedRows(
        Map.of(
            "time",
            PartitionFixture.variable(
                new CellType.TimePoint(unit, 1),
                List.of((long) times.length),
                PartitionFixture.longs(times))));
  }

  private static void assertHolds(Partitions partitions, List<String> paths, long... times) {
    try (PartitionsState state = partitions.open()) {
      List<PartitionKey> keys = state.keys(key -> true);
      assertThat(keys.stream().map(PartitionKey::path)).containsExactlyElementsOf(paths);
      assertThat(PartitionFixture.cells(state, "time", keys))
          .isEqualTo(PartitionFixture.longs(times));
    }
  }

  /** The first of January 1970 and the first of March 1971, in each unit. */
  @ParameterizedTest
  @CsvSource({
    "MONTHS, 14",
    "DAYS, 424",
    "HOURS, 10176",
    "MINUTES, 610560",
    "SECONDS, 36633600",
    "MILLISECONDS, 36633600000",
    "MICROSECONDS, 36633600000000",
    "NANOSECONDS, 36633600000000000"
  })
  void datesAreThoseOfTimesOfEveryUnit(CellTimeUnit unit, long march) {
    Partitions partitions = open(unit.text(), "local-fast");
    partitions.insert(rows(unit, march, 0), REPLACE);
    assertHolds(partitions, List.of("year=1970/month=01", "year=1971/month=03"), 0, march);
  }

  @ParameterizedTest
  @CsvSource({"local-fast", "cloud-balanced", "cloud-cold"})
  void partitionsShorterThanAChunkAreReadAsTheyWereInserted(String profile) {
    Partitions partitions = open("s", profile);
    partitions.insert(rows(CellTimeUnit.SECONDS, 5, 1, 3), REPLACE);
    assertHolds(partitions, List.of("year=1970/month=01"), 5, 1, 3);
    partitions.insert(rows(CellTimeUnit.SECONDS, 2), InsertRule.of(new MergeStrategy.Concat()));
    assertHolds(partitions, List.of("year=1970/month=01"), 5, 1, 3, 2);
  }

  @Test
  void pathsWithoutAPartitionGoWithARepair() {
    Partitions partitions = open("s", "local-fast");
    partitions.insert(rows(CellTimeUnit.SECONDS, 5), REPLACE);
    Catalog wrong = new Catalog(List.of("year=1970/month=01", "year=1999/month=12"));
    store
        .revisions()
        .store()
        .put(
            new PartitionPlaces(ROOT).catalog(),
            ObjectBody.of(CatalogJson.write(wrong)),
            Condition.ALWAYS);
    partitions.repair();
    assertHolds(partitions, List.of("year=1970/month=01"), 5);
  }
}
