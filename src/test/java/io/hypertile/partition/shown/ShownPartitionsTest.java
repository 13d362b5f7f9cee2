package io.hypertile.partition.shown;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.engine.PartitionFixture;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.cells.ZarrStores;
import io.hypertile.zarr.view.ChunkSizes;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.NodePath;
import io.hypertile.zarr.view.NodeTree;
import io.hypertile.zarr.view.NodeTreeContract;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ShownPartitionsTest extends NodeTreeContract {
  private static final StorePrefix ROOT = new StorePrefix("lake/tracks");
  private static final PartitionedForm FORM =
      PartitionFixture.form(
          JsonMapper.shared()
              .readTree(
                  """
                  {"format_version": 1, "axis": "time",
                   "partitioning": {"name": "date", "variable": "time", "resolution": "M"},
                   "catalog": {"enabled": true},
                   "schema": {"name": "/", "attrs": {"title": "tracks"},
                     "dimensions": [{"name": "time", "size": null, "chunks": 7},
                       {"name": "x", "size": 3}],
                     "variables": [
                       {"name": "time", "dtype": "<M8[s]", "dimensions": ["time"]},
                       {"name": "ssh", "dtype": "<i8", "dimensions": ["time", "x"],
                        "fill_value": -9, "attrs": {"units": "m"}},
                       {"name": "lut", "dtype": "<i8", "dimensions": ["x"], "fill_value": 4}],
                     "groups": [{"name": "ku", "attrs": {"band": "Ku"}, "variables":
                       [{"name": "power", "dtype": "<i8", "dimensions": ["time"],
                         "fill_value": -1}]}]}}
                  """));
  private static final CellType TIME = new CellType.TimePoint(CellTimeUnit.SECONDS, 1);

  private final MemoryStore store = new MemoryStore("test");
  private final CodecPool pool = ZarrStores.pool();
  @TempDir private Path scratch;
  private Partitions partitions;

  /** The tree of one collection, a state for each call. */
  private final class OneCollection implements NodeTree {
    @Override
    public List<String> collections() {
      return List.of(collection());
    }

    @Override
    public boolean has(String name) {
      return name.equals(collection());
    }

    private static List<String> names(NodePath path) {
      return IntStream.range(1, path.depth()).mapToObj(path::name).toList();
    }

    @Override
    public Optional<Node> find(NodePath path) {
      try (PartitionsState state = partitions.open()) {
        return shown(state).find(names(path));
      }
    }

    @Override
    public Children children(NodePath path, int limit) {
      try (PartitionsState state = partitions.open()) {
        return shown(state).children(names(path), limit);
      }
    }
  }

  private static ShownPartitions shown(PartitionsState state) {
    return new ShownPartitions(state, FORM, new ChunkSizes(48, 4_096));
  }

  @Override
  protected NodeTree tree() {
    return new OneCollection();
  }

  @Override
  protected String collection() {
    return "tracks";
  }

  @BeforeEach
  void make() {
    PartitionFixture.make(store.revisions(), ROOT);
    partitions = PartitionFixture.open(store.revisions(), ROOT, FORM, pool, scratch);
    insert(5, 1, 2, 3);
    // February 1970, of which nobody has inserted the group's variable.
    insert(0, 32, 33);
  }

  private void insert(int first, int... days) {
    long n = days.length;
    long[] times = IntStream.of(days).mapToLong(day -> day * 86_400L).toArray();
    long[] ssh = IntStream.range(0, 3 * days.length).mapToLong(i -> first + i).toArray();
    Map<String, InsertedRows.Variable> rows = new LinkedHashMap<>();
    rows.put("time", PartitionFixture.variable(TIME, List.of(n), PartitionFixture.longs(times)));
    rows.put(
        "ssh", PartitionFixture.variable(DType.INT64, List.of(n, 3L), PartitionFixture.longs(ssh)));
    if (first > 0) {
      rows.put(
          "lut",
          PartitionFixture.variable(DType.INT64, List.of(3L), PartitionFixture.longs(7, 8, 9)));
      rows.put(
          "ku/power",
          PartitionFixture.variable(DType.INT64, List.of(n), PartitionFixture.longs(times)));
    }
    partitions.insert(new InsertedRows(rows), InsertRule.of(new MergeStrategy.Replace()));
  }

  @AfterEach
  void close() {
    store.close();
    pool.close();
  }

  private Node find(String... names) {
    try (PartitionsState state = partitions.open()) {
      return shown(state).find(List.of(names)).orElseThrow();
    }
  }

  @Test
  void variablesOfPartitionsAreShownAsTheyAreStored() {
    try (Node node = find("year=1970", "month=01", "ssh")) {
      Node.Stored stored = (Node.Stored) node;
      assertThat(stored.document().grid().shape()).isEqualTo(Shape.of(3, 3));
      assertThat(stored.document().attributes().toString())
          .isEqualTo("{\"units\":\"m\",\"_FillValue\":-9}");
      assertThat(stored.document().dimensionNames())
          .containsExactly(Optional.of("time"), Optional.of("x"));
    }
    try (Node node = find("year=1970", "month=01", "time")) {
      ArrayDocument times = ((Node.Stored) node).document();
      assertThat(times.attributes().path("units").asString())
          .isEqualTo("seconds since 1970-01-01T00:00:00+00:00");
    }
    try (Node node = find("year=1970", "month=02.zarr", "lut")) {
      assertThat(PartitionFixture.cells(((Node.Stored) node).array(), box(3)))
          .isEqualTo(PartitionFixture.longs(7, 8, 9));
    }
    try (Node node = find("year=1970", "month=02", "ku", "power")) {
      Node.Cells filled = (Node.Cells) node;
      assertThat(PartitionFixture.cells(filled.array(), box(2)))
          .isEqualTo(PartitionFixture.longs(-1, -1));
    }
  }

  private static Region box(long... lengths) {
    return Region.whole(Shape.of(lengths));
  }

  @Test
  void allPartitionsAreOneDatasetInTheirOrder() {
    try (Node node = find("_all.zarr", "ssh")) {
      Node.Cells cells = (Node.Cells) node;
      assertThat(cells.form().grid().shape()).isEqualTo(Shape.of(5, 3));
      assertThat(PartitionFixture.cells(cells.array(), box(5, 3)))
          .isEqualTo(PartitionFixture.longs(5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1, 2, 3, 4, 5));
    }
    try (Node node = find("_all", "ku.zarr")) {
      GroupDocument group = ((Node.Group) node).document().get();
      assertThat(group.attributes()).hasToString("{\"band\":\"Ku\"}");
      assertThat(group.consolidated().orElseThrow()).containsOnlyKeys("power");
    }
    try (Node node = find("_all")) {
      GroupDocument group = ((Node.Group) node).document().get();
      assertThat(group.attributes().path("title").asString()).isEqualTo("tracks");
      assertThat(group.consolidated().orElseThrow())
          .containsOnlyKeys("ku", "lut", "ssh", "time", "ku/power");
    }
  }

  @Test
  void nodesKeepTheStateThatTheyWereFoundIn() {
    try (Node all = find("_all", "ssh");
        Node one = find("year=1970", "month=01", "ssh")) {
      partitions.drop(key -> true, Precondition.NONE);
      assertThat(PartitionFixture.cells(((Node.Cells) all).array(), box(5, 3)))
          .startsWith(PartitionFixture.longs(5, 6, 7));
      assertThat(PartitionFixture.cells(((Node.Stored) one).array(), box(3, 3)))
          .startsWith(PartitionFixture.longs(5, 6, 7));
    }
    try (PartitionsState state = partitions.open()) {
      assertThat(state.keys(key -> true)).isEqualTo(List.<PartitionKey>of());
      assertThat(shown(state).children(List.of(), 10).names()).containsExactly("_all");
    }
    try (Node none = find("_all", "ssh")) {
      assertThat(((Node.Cells) none).form().grid().shape()).isEqualTo(Shape.of(0, 3));
    }
  }
}
