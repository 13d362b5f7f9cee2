package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.SyntaxException;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.filter.KeyFilter;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.cells.ZarrStores;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Directories that zcollection wrote, and what it reads from them. */
class ForeignPartitionsTest {
  private final MemoryStore store = new MemoryStore("test");
  private final CodecPool pool = ZarrStores.pool();
  @TempDir private Path scratch;

  @AfterEach
  void close() {
    store.close();
    pool.close();
  }

  private static PartitionedForm form(String name) {
    byte[] document =
        ZarrStores.objects("zcollection/" + name + "/_zcollection.json").values().iterator().next();
    return PartitionFixture.form(JsonMapper.shared().readTree(document));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "daily",
        "orbits",
        "tracks_by_5",
        "groups",
        "merged_concat",
        "merged_time_series",
        "merged_upsert"
      })
  void everyQueryGivesWhatThePackageGives(String name) {
    ZarrStores.copyTo(store, "zcollection/" + name + "/");
    JsonNode expected = ZarrStores.expected("zcollection").path("stores").path(name);
    PartitionedForm form = form(name);
    Partitions partitions =
        PartitionFixture.open(
            store.revisions(), new StorePrefix("zcollection/" + name), form, pool, scratch);
    try (PartitionsState state = partitions.open()) {
      assertThat(paths(state.keys(key -> true))).isEqualTo(texts(expected.path("partitions")));
      for (JsonNode query : expected.path("queries").values()) {
        check(state, form, query);
      }
    }
  }

  private static List<String> paths(List<PartitionKey> keys) {
    return keys.stream().map(PartitionKey::path).toList();
  }

  private static List<String> texts(JsonNode list) {
    return list.values().stream().map(JsonNode::asString).toList();
  }

  private static void check(PartitionsState state, PartitionedForm form, JsonNode query) {
    String text = query.path("filters").isNull() ? "" : query.path("filters").asString();
    List<String> names = form.partitioning().names();
    if (query.has("error")) {
      assertThatThrownBy(() -> KeyFilter.parse(text, names)).isInstanceOf(SyntaxException.class);
      return;
    }
    KeyFilter filter = KeyFilter.parse(text, names);
    List<PartitionKey> keys = state.keys(filter::matches);
    assertThat(paths(keys)).as(text).isEqualTo(texts(query.path("partitions")));
    JsonNode variables = query.path("result").path("variables");
    for (String path : variables.propertyNames()) {
      JsonNode variable = variables.path(path);
      try (CellArray array = state.variable(path, keys)) {
        assertThat(array.spec().shape().toList())
            .as(path)
            .isEqualTo(variable.path("shape").values().stream().map(JsonNode::asLong).toList());
        assertThat(array.spec().axes().stream().map(Axis::name))
            .isEqualTo(texts(variable.path("dims")));
      }
      assertThat(digest(PartitionFixture.cells(state, path, keys)))
          .as(path)
          .isEqualTo(variable.path("sha256_c_order_little_endian").asString());
    }
  }

  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
