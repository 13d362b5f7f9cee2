package io.hypertile.partition.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.engine.PartitionFixture;
import io.hypertile.partition.index.parquet.Column;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.PlaceRevisions;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrStores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An index that zcollection wrote, beside the collection that it is of. */
class ForeignIndexTest {
  private static final StorePrefix ROOT = new StorePrefix("zcollection/orbits");
  private static final IndexName NAME = new IndexName("orbits");
  private static final JsonNode EXPECTED =
      ZarrStores.expected("zcollection").path("stores").path("orbits_index.parquet");

  private final MemoryStore store = new MemoryStore("test");
  private final CodecPool pool = ZarrStores.pool();
  @TempDir private Path scratch;
  private Partitions partitions;
  private PlaceRevisions revisions;
  private PartitionedForm form;

  @BeforeEach
  void open() {
    ZarrStores.copyTo(store, "zcollection/orbits/");
    form = PartitionFixture.form(JsonMapper.shared().readTree(bytes("orbits/_zcollection.json")));
    revisions = new PlaceRevisions(store.revisions(), ROOT.key(NodeDocument.NAME));
    partitions = PartitionFixture.open(store.revisions(), ROOT, form, pool, scratch);
    put(index());
  }

  @AfterEach
  void close() {
    store.close();
    pool.close();
  }

  private static byte[] bytes(String name) {
    return ZarrStores.objects("zcollection/" + name).values().iterator().next();
  }

  private static byte[] index() {
    try (InputStream in =
        ForeignIndexTest.class.getResourceAsStream("/parquet/zcollection-index.parquet")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void put(byte[] index) {
    StoreKey key = ROOT.key("_indexes/orbits.parquet");
    store.put(key, ObjectBody.of(index), Condition.ALWAYS);
  }

  private PartitionIndexes indexes() {
    return new PartitionIndexes(revisions, ROOT, form);
  }

  private void checkLookUps() {
    try (PartitionsState state = partitions.open()) {
      assertThat(EXPECTED.path("lookups").size()).isEqualTo(3);
      for (JsonNode each : EXPECTED.path("lookups").values()) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> predicate : each.path("predicates").properties()) {
          JsonNode value = predicate.getValue();
          List<String> texts = new ArrayList<>();
          (value.isArray() ? value : List.of(value)).forEach(one -> texts.add(one.asString()));
          values.put(predicate.getKey(), texts);
        }
        List<PartitionRows> rows = indexes().lookUp(NAME, values, state).rows();
        assertThat(JsonMapper.shared().<JsonNode>valueToTree(shown(rows)))
            .isEqualTo(JsonMapper.shared().readTree(each.path("result").toString()));
      }
    }
  }

  private static Map<String, List<List<Integer>>> shown(List<PartitionRows> rows) {
    Map<String, List<List<Integer>>> shown = new LinkedHashMap<>();
    for (PartitionRows each : rows) {
      shown.put(
          each.key().path(),
          each.ranges().stream()
              .map(range -> List.of((int) range.start(), (int) range.stop()))
              .toList());
    }
    return shown;
  }

  @Test
  void lookUpsGiveWhatThePackageGives() {
    checkLookUps();
    try (PartitionsState state = partitions.open()) {
      IndexDescription there = indexes().describe(NAME, state);
      assertThat(there.keys()).extracting(Column::name).containsExactly("orbit");
      assertThat(there.changed()).isEqualTo(3);
      IndexDescription fresh = indexes().refresh(NAME, Precondition.NONE, state);
      assertThat(fresh.rows()).isEqualTo(EXPECTED.path("rows").asLong());
      assertThat(fresh.changed()).isZero();
    }
    checkLookUps();
  }

  @Test
  void rowsOfTheFileAreThoseThatAreFoundInTheCollection() {
    IndexMatch match = new IndexMatch(Map.of());
    try (IndexFiles.Held held =
            new IndexFiles(revisions, ROOT.child("_indexes"), false).require(NAME);
        PartitionsState state = partitions.open()) {
      match.addAll(IndexFile.open(held.input()), path -> true);
      assertThat(match.found(state.keys(key -> true)))
          .isEqualTo(indexes().lookUp(NAME, Map.of(), state).rows());
    }
  }

  @Test
  void indexOfSomethingElseIsRefusedWhereItMayBeStale() {
    byte[] index = index();
    for (int at = 0; at + 5 < index.length; at++) {
      if (new String(index, at, 5, java.nio.charset.StandardCharsets.ISO_8859_1).equals("orbit")
          && index[at + 5] != '=') {
        index[at] = 'O';
      }
    }
    put(index);
    try (PartitionsState state = partitions.open()) {
      assertThatThrownBy(() -> indexes().lookUp(NAME, Map.of(), state))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE))
          .hasMessageContaining("Orbit");
    }
  }
}
