package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Axis;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.ndarray.Region;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Arrays of format 2 that zarr-python wrote are read as it reads them. */
class ZarrV2ReadingTest {
  @Test
  void arraysAreReadBitForBit() {
    Map<String, byte[]> files = new TreeMap<>();
    ZarrStores.read("/fixtures/zarr-v2.zip", "", files);
    JsonNode expected = JsonMapper.builder().build().readTree(files.get("expected.json"));
    try (MemoryStore store = new MemoryStore("test");
        CodecPool pool = ZarrStores.pool()) {
      files.forEach(
          (key, bytes) -> store.put(new StoreKey(key), ObjectBody.of(bytes), Condition.ALWAYS));
      ZarrArrays arrays =
          new ZarrArrays(store.revisions(), pool, ReadAhead.LOCAL, () -> Path.of("not-needed"));
      assertThat(expected).hasSize(13);
      for (Map.Entry<String, JsonNode> array : expected.properties()) {
        try (ZarrCells cells = arrays.cells(new StorePrefix(array.getKey()))) {
          assertThat(ZarrStores.sha256(ZarrStores.read(cells, Region.whole(cells.shape()))))
              .as(array.getKey())
              .isEqualTo(array.getValue().get("sha256").stringValue());
        }
      }
    }
  }

  @Test
  void axesHaveTheNamesThatXarrayGivesThem() {
    try (MemoryStore store = new MemoryStore("test");
        CodecPool pool = ZarrStores.pool()) {
      put(
          store,
          "a/.zarray",
          """
          {"zarr_format": 2, "shape": [4, 5, 6], "chunks": [2, 2, 2], "dtype": "<i4",
           "compressor": null, "fill_value": 1, "order": "C", "filters": null}
          """);
      put(store, "a/.zattrs", "{\"_ARRAY_DIMENSIONS\": [\"time\", 7, \"time\"]}");
      ZarrArrays arrays =
          new ZarrArrays(store.revisions(), pool, ReadAhead.LOCAL, () -> Path.of("not-needed"));
      try (ZarrArray array = arrays.find(new StorePrefix("a"))) {
        assertThat(array.spec().axes())
            .extracting(Axis::name)
            .containsExactly("time", "dim_1", "dim_2");
      }
    }
  }

  private static void put(MemoryStore store, String key, String text) {
    store.put(
        new StoreKey(key), ObjectBody.of(text.getBytes(StandardCharsets.UTF_8)), Condition.ALWAYS);
  }
}
