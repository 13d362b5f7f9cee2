package io.hypertile.dataset.engine;

import static io.hypertile.dataset.DatasetFixture.attributes;
import static io.hypertile.dataset.DatasetFixture.bytes;
import static io.hypertile.dataset.DatasetFixture.filled;
import static io.hypertile.dataset.DatasetFixture.floats;
import static io.hypertile.dataset.DatasetFixture.read;
import static io.hypertile.dataset.DatasetFixture.readTexts;
import static io.hypertile.dataset.DatasetFixture.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.Description;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.check.NodeCheck;
import io.hypertile.zarr.check.ZarrIntegrity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Hierarchies that zarr-python and xarray wrote, served and changed as they are. */
class TreeHierarchiesTest {
  private static final Map<String, byte[]> FILES = files();
  private static final JsonNode EXPECTED =
      JsonMapper.builder().build().readTree(FILES.get("expected.json"));
  private static final DatasetName DEEP = new DatasetName("a/b");
  private static final ArrayName TEMPERATURE = new ArrayName("temperature");
  private static final ArrayName COUNT = new ArrayName("count");

  private final MemoryStore store = new MemoryStore("test");
  private final CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20));
  @TempDir private Path scratch;

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream in =
            TreeHierarchiesTest.class.getResourceAsStream("/fixtures/zarr-trees.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  @AfterEach
  void close() {
    store.close();
    pool.close();
  }

  /** Puts what lies below a path of the fixture below another one of the collection. */
  private void put(String from, String to) {
    FILES.forEach((name, bytes) -> {
      if (name.startsWith(from)) {
        store.put(
            TreeDatasets.ROOT.key(to + name.substring(from.length())),
            ObjectBody.of(bytes),
            Condition.ALWAYS);
      }
    });
  }

  private Datasets open(boolean isReadOnly) {
    DatasetsSchema schema =
        new DatasetsSchema(
            DatasetsSchema.Layout.TREE,
            new DatasetsSchema.Compression.Default(),
            false,
            Optional.of(TreeDatasets.ROOT.text()),
            isReadOnly,
            Description.NONE);
    return TreeDatasets.open(store.revisions(), pool, scratch, schema);
  }

  private Datasets served(String hierarchy) {
    put(hierarchy + "/", "");
    return open(false);
  }

  private static List<String> names(Datasets datasets) {
    List<String> names = new ArrayList<>();
    try (DatasetsState state = datasets.open()) {
      state.forEach(-1, Long.MAX_VALUE, each -> names.add(each.name().text()));
    }
    return names;
  }

  private static ArrayStatistics statistics(
      DatasetsState state, DatasetName name, ArrayName array) {
    return state.find(name).orElseThrow().find(array).orElseThrow().statistics();
  }

  private static byte[] cells(Datasets datasets, DatasetName name, ArrayName array) {
    try (DatasetsState state = datasets.open();
        CellArray found = state.array(name, array)) {
      return read(found);
    }
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ServiceException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"consolidated", "plain", "v2"})
  void groupsWithArraysAreDatasetsWithTheFiguresOfNumpy(String hierarchy) {
    Datasets datasets = served(hierarchy);
    assertThat(names(datasets)).containsExactlyInAnyOrder("~", "a/b", "c");
    try (DatasetsState state = datasets.open()) {
      assertThat(state.find(new DatasetName("a"))).isEmpty();
      assertThat(state.find(DEEP).orElseThrow().attributes().find("depth")).isPresent();
      for (Map.Entry<String, JsonNode> each : EXPECTED.get(hierarchy).properties()) {
        String[] path = each.getKey().split("\\|");
        ArrayStatistics found = statistics(state, new DatasetName(path[0]), new ArrayName(path[1]));
        JsonNode said = each.getValue();
        assertThat(text(found))
            .as(each.getKey())
            .isEqualTo(
                said.get("rows").asString()
                    + " "
                    + said.get("nulls").asString()
                    + " "
                    + said.get("min").asString()
                    + " "
                    + said.get("max").asString());
      }
    }
  }

  private static String text(ArrayStatistics found) {
    return found.rowCount()
        + " "
        + found.nullCount()
        + " "
        + text(found.least().orElseThrow())
        + " "
        + text(found.greatest().orElseThrow());
  }

  private static String text(Extreme extreme) {
    return switch (extreme) {
      case Extreme.Signed(long value) -> String.valueOf(value);
      case Extreme.Unsigned(long bits) -> Long.toUnsignedString(bits);
      case Extreme.Real(double value) -> String.valueOf(value);
      case Extreme.Text(String value) -> value;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"consolidated", "plain", "v2"})
  void textsAreReadAsTheyWereWritten(String hierarchy) {
    Datasets datasets = served(hierarchy);
    try (DatasetsState state = datasets.open();
        CellArray found = state.array(DEEP, new ArrayName("station"))) {
      assertThat(readTexts(found)).containsExactly("Zürich", "", "b", "日本", "a\0b", "zz");
    }
  }

  private static List<ThrowingCallable> changes(Datasets datasets) {
    return List.of(
        () -> datasets.create(List.of(made("new")), false),
        () -> datasets.replace(made("c"), Precondition.NONE),
        () -> datasets.describe(DEEP, titled(), Precondition.NONE),
        () -> datasets.describe(DEEP, COUNT, titled(), Precondition.NONE),
        () -> datasets.grow(DEEP, COUNT, Shape.of(13), Precondition.NONE),
        () -> write(datasets),
        () -> datasets.deleteArray(DEEP, COUNT, Precondition.NONE),
        () -> datasets.delete(DEEP, Precondition.NONE),
        datasets::clear);
  }

  private static Map<String, Optional<TypedValue>> titled() {
    return Map.of("title", Optional.of(new TypedValue.Text("changed")));
  }

  private static NewDataset made(String name) {
    return new NewDataset(
        new DatasetName(name),
        attributes("title", new TypedValue.Text("made")),
        List.of(filled(floats("speed", 2), bytes(1, 2))));
  }

  private static void write(Datasets datasets) {
    try (DatasetsState state = datasets.open();
        CellArray found = state.array(DEEP, COUNT)) {
      found.write(
          Region.of(new long[] {0}, new long[] {1}), source(new byte[2]), Precondition.NONE);
    }
  }

  private Map<String, byte[]> stored() {
    Map<String, byte[]> stored = new TreeMap<>();
    store
        .list(TreeDatasets.ROOT, Optional.empty(), 1_000, Depth.ALL)
        .objects()
        .forEach(each ->
            stored.put(each.key().text(), store.load(each.key(), 1 << 20).orElseThrow().bytes()));
    return stored;
  }

  @Test
  void hierarchyThatIsOnlyReadIsNotChanged() {
    put("consolidated/", "");
    Map<String, byte[]> before = stored();
    for (ThrowingCallable change : changes(open(true))) {
      assertCode(change, ErrorCode.FORBIDDEN);
    }
    assertThat(stored()).containsExactlyEntriesOf(before);
  }

  @Test
  void placesOfArraysAndGroupsAreNotTakenByOneAnother() {
    Datasets datasets = served("consolidated");
    Map<String, byte[]> before = stored();
    for (String name : List.of("a/b/temperature", "a/b/temperature/c")) {
      assertCode(
          () ->
              datasets.create(
                  List.of(new NewDataset(new DatasetName(name), TypedAttributes.NONE, List.of())),
                  false),
          ErrorCode.ALREADY_EXISTS);
    }
    NewDataset above =
        new NewDataset(
            new DatasetName("a"), TypedAttributes.NONE, List.of(filled(floats("b", 1), bytes(1))));
    assertCode(() -> datasets.create(List.of(above), true), ErrorCode.ALREADY_EXISTS);
    assertThat(stored()).containsExactlyEntriesOf(before);

    datasets.create(List.of(made("x"), made("x/y")), false);
    assertCode(
        () -> datasets.define(new DatasetName("x"), filled(floats("y", 1), bytes(1))),
        ErrorCode.ALREADY_EXISTS);
    assertThat(names(datasets)).contains("x", "x/y");
  }

  @Test
  void whatFormat2HoldsIsNotChanged() {
    Datasets datasets = served("v2");
    Map<String, byte[]> before = stored();
    List<ThrowingCallable> changes = changes(datasets);
    for (ThrowingCallable change : changes.subList(2, changes.size())) {
      assertThatThrownBy(change)
          .isInstanceOfSatisfying(
              ServiceException.class,
              failure ->
                  assertThat(failure.code())
                      .isIn(ErrorCode.FORBIDDEN, ErrorCode.UNSUPPORTED_STORAGE));
    }
    assertThat(stored()).containsExactlyEntriesOf(before);
  }

  @Test
  void whatOtherProgramsChangeInBetweenIsSeen() throws InterruptedException {
    Datasets datasets = served("plain");
    ArrayStatistics before;
    try (DatasetsState state = datasets.open()) {
      before = statistics(state, DEEP, TEMPERATURE);
    }
    byte[] wanted = cells(datasets, new DatasetName("c"), TEMPERATURE);
    assertThat(cells(datasets, DEEP, TEMPERATURE)).isNotEqualTo(wanted);
    put("plain/c/temperature/", "a/b/temperature/");
    put("plain/c/", "later/one/");
    put("plain/a/zarr.json", "later/zarr.json");
    assertThat(cells(datasets, DEEP, TEMPERATURE)).isEqualTo(wanted);
    assertThat(cells(datasets, new DatasetName("later/one"), TEMPERATURE)).isEqualTo(wanted);
    for (int tries = 0; tries < 60 && !names(datasets).contains("later/one"); tries++) {
      Thread.sleep(100);
    }
    assertThat(names(datasets)).containsExactlyInAnyOrder("~", "a/b", "c", "later/one");
    try (DatasetsState state = datasets.open()) {
      assertThat(statistics(state, new DatasetName("later/one"), TEMPERATURE)).isNotEqualTo(before);
    }
  }

  private void assertConsolidated(String change) {
    ZarrArrays arrays = new ZarrArrays(store.revisions(), pool, ReadAhead.LOCAL, () -> scratch);
    assertThat(
            new ZarrIntegrity(store, arrays, pool.memory())
                .check(new NodeCheck(TreeDatasets.ROOT, 4, 100))
                .findings())
        .as(change)
        .isEmpty();
  }

  private Map<String, NodeDocument> consolidated(String group) {
    StoreKey key = TreeDatasets.ROOT.key(group + NodeDocument.NAME);
    GroupDocument document =
        (GroupDocument)
            NodeDocument.parse(key.text(), store.load(key, 1 << 20).orElseThrow().bytes());
    return document.consolidated().orElseThrow();
  }

  private static String title(NodeDocument node) {
    return node.attributes().path("title").asString("none");
  }

  @Test
  void consolidatedDocumentsFollowEveryChange() throws Throwable {
    Datasets datasets = served("consolidated");
    assertConsolidated("none");
    List<ThrowingCallable> changes = changes(datasets);
    for (int change = 0; change < 5; change++) {
      changes.get(change).call();
      assertConsolidated("change " + change);
    }
    Map<String, NodeDocument> nodes = consolidated("");
    assertThat(nodes).containsKeys("new", "new/speed", "c/speed").doesNotContainKey("c/count");
    assertThat(title(nodes.get("a/b"))).isEqualTo("changed");
    assertThat(title(nodes.get("a/b/count"))).isEqualTo("changed");
    assertThat(((ArrayDocument) nodes.get("a/b/count")).grid().shape()).isEqualTo(Shape.of(13));
    for (ThrowingCallable change : changes.subList(5, changes.size())) {
      change.call();
      assertConsolidated("removal");
    }
    assertThat(consolidated("")).containsOnlyKeys("a");
  }

  @Test
  void consolidatedDocumentsOfGroupsInGroupsFollowToo() {
    Datasets datasets = served("xarray");
    datasets.define(new DatasetName("deep/two"), filled(floats("speed", 2), bytes(1, 2)));
    datasets.create(
        List.of(
            new NewDataset(new DatasetName("deep/three/four"), TypedAttributes.NONE, List.of()),
            made("one")),
        true);
    assertConsolidated("definitions");
    assertThat(consolidated(""))
        .containsKeys("deep/two/speed", "deep/three", "deep/three/four", "one/speed")
        .doesNotContainKeys("one/t", "one/x");
  }

  @Test
  void groupThatHoldsConsolidatedDocumentsKeepsThemWhenItIsReplaced() {
    put("consolidated/", "in/");
    put("consolidated/c/zarr.json", "zarr.json");
    Datasets datasets = open(false);
    datasets.describe(new DatasetName("in/a/b"), titled(), Precondition.NONE);
    datasets.replace(made("in"), Precondition.NONE);
    assertConsolidated("replacement");
    assertThat(consolidated("in/")).containsKeys("a/b", "c", "speed").doesNotContainKey("count");
  }
}
