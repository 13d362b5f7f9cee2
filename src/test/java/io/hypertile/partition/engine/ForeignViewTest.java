package io.hypertile.partition.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ErrorCode;
import io.hypertile.json.JsonCursor;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.PartitionsView;
import io.hypertile.partition.filter.KeyFilter;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.ViewForm;
import io.hypertile.partition.schema.ViewForms;
import io.hypertile.partition.schema.ViewJson;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.cells.ZarrStores;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A view that zcollection wrote, and what it reads from it. */
class ForeignViewTest {
  private final MemoryStore store = new MemoryStore("test");
  private final CodecPool pool = ZarrStores.pool();
  @TempDir private Path scratch;

  @AfterEach
  void close() {
    store.close();
    pool.close();
  }

  private static JsonNode document(String name) {
    return JsonMapper.shared()
        .readTree(ZarrStores.objects("zcollection/" + name).values().iterator().next());
  }

  @Test
  void everyQueryGivesWhatThePackageGives() {
    ZarrStores.copyTo(store, "zcollection/daily/");
    ZarrStores.copyTo(store, "zcollection/daily_view/");
    PartitionedForm form = PartitionFixture.form(document("daily/_zcollection.json"));
    Partitions base =
        PartitionFixture.open(
            store.revisions(), new StorePrefix("zcollection/daily"), form, pool, scratch);
    ViewForm own =
        ViewJson.parse(
            JsonCursor.root(
                ErrorCode.INVALID_SCHEMA, document("daily_view/_zcollection_view.json")));
    PartitionsView view =
        PartitionFixture.view(
            store.revisions(),
            new StorePrefix("zcollection/daily_view"),
            ViewForms.of(own, form),
            pool,
            scratch);
    JsonNode queries =
        ZarrStores.expected("zcollection").path("stores").path("daily_view").path("queries");
    assertThat(queries.size()).isEqualTo(2);
    try (PartitionsState state = view.over(base.open())) {
      for (JsonNode query : queries.values()) {
        String text = query.path("filters").isNull() ? "" : query.path("filters").asString();
        KeyFilter filter = KeyFilter.parse(text, form.partitioning().names());
        List<PartitionKey> keys = state.keys(filter::matches);
        JsonNode variables = query.path("result").path("variables");
        for (String path : variables.propertyNames()) {
          assertThat(ForeignPartitionsTest.digest(PartitionFixture.cells(state, path, keys)))
              .as(path)
              .isEqualTo(variables.path(path).path("sha256_c_order_little_endian").asString());
        }
      }
    }
  }
}
