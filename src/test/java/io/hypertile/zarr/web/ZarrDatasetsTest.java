package io.hypertile.zarr.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Arrays of many datasets as one, and states of a collection, in the Zarr hierarchy. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ZarrDatasetsTest extends OwnStorage {
  private static final String COLLECTION = "/api/v1/collections/argo";
  private static final String DATASETS = COLLECTION + "/datasets";
  private static final String ZARR = "/zarr/argo";
  private static final String STACKED = ZARR + "/@stacked";

  private ZarrReader reader;

  @BeforeEach
  void connect() {
    reader = new ZarrReader(api);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(COLLECTION).expect(204);
  }

  private void create(String layout) throws IOException {
    api.json(
            "POST",
            "/api/v1/collections",
            "{\"name\": \"argo\", \"kind\": \"dataset\", \"layout\": \"%s\"}".formatted(layout))
        .expect(201);
  }

  private void put(String name, String depth, String time) throws IOException {
    api.json(
            "PUT",
            DATASETS + "/" + name,
            """
            {"arrays": [
              {"name": "depth", "dtype": "float32", "dimensions": ["level"], "shape": [3], "chunk_shape": [2],
               "fill_value": -9, "attributes": {"units": "m"}, "data": %s},
              {"name": "time", "dtype": "timestamp_ns", "dimensions": [], "shape": [], "data": "%s"},
              {"name": "note", "dtype": "string", "dimensions": ["level"], "shape": [3], "data": ["a", "b", "c"]}]}
            """
                .formatted(depth, time))
        .expect(204);
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private long epoch() throws IOException {
    return api.get(ZARR + "/zarr.json")
        .expect(200)
        .json()
        .get("attributes")
        .get("hypertile_epoch")
        .longValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments", "tree"})
  void arraysOfAllDatasetsAreOneAndGrowWithThem(String layout) throws IOException {
    create(layout);
    put("a", "[1, 2, 3]", "1970-01-01T00:00:00.000000005Z");
    put("b", "[4, -9, 6]", "1970-01-01T00:00:00.000000007Z");
    JsonNode group = reader.document(STACKED + "/depth");
    JsonNode members = group.get("consolidated_metadata").get("metadata");
    assertThat(members.propertyNames()).containsExactlyInAnyOrder("depth", "dataset");
    JsonNode depth = reader.document(STACKED + "/depth/depth");
    assertThat(depth).isEqualTo(members.get("depth"));
    assertThat(depth.get("shape").toString()).isEqualTo("[2,3]");
    assertThat(depth.get("dimension_names").toString()).isEqualTo("[\"dataset\",\"level\"]");
    assertThat(depth.get("attributes").toString())
        .isEqualTo("{\"units\":\"m\",\"_FillValue\":\"AAAAAAAAIsA=\"}");
    assertThat(reader.cells(STACKED + "/depth/depth", floats(-9)))
        .isEqualTo(floats(1, 2, 3, 4, -9, 6));
    byte[] names = api.get(STACKED + "/depth/dataset/c/0").expect(200).response().body();
    ByteBuffer texts = ByteBuffer.wrap(names).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(texts.getInt()).isEqualTo(2);
    assertThat(new String(names, 8, 1)).isEqualTo("a");
    assertThat(new String(names, 13, 1)).isEqualTo("b");

    JsonNode time = reader.document(STACKED + "/time/time");
    assertThat(time.get("data_type").stringValue()).isEqualTo("int64");
    assertThat(time.get("attributes").get("units").stringValue())
        .isEqualTo("nanoseconds since 1970-01-01T00:00:00+00:00");
    assertThat(time.get("dimension_names").toString()).isEqualTo("[\"dataset\"]");
    assertThat(reader.cells(STACKED + "/time.zarr/time", new byte[8]))
        .startsWith(5, 0, 0, 0)
        .hasSize(16)
        .endsWith(7, 0, 0, 0, 0, 0, 0, 0);
    assertThat(reader.document(STACKED + "/note").get("attributes").propertyNames())
        .containsExactly("hypertile_left_out");
    assertThat(api.get(STACKED + "/").expect(200).text()).contains("depth", "time", "note");

    String etag = api.get(STACKED + "/depth/depth/c/0/0").expect(200).header("ETag");
    put("c", "[7, 8, 9]", "1970-01-01T00:00:00.000000009Z");
    assertThat(reader.cells(STACKED + "/depth/depth", floats(-9)))
        .isEqualTo(floats(1, 2, 3, 4, -9, 6, 7, 8, 9));
    assertThat(api.get(STACKED + "/depth/depth/c/0/0").header("ETag")).isNotEqualTo(etag);
  }

  @Test
  void whatCannotBeStackedIsToldAndNoFillValue() throws IOException {
    create("segments");
    api.get(STACKED + "/depth/zarr.json").problem(404, "array-not-found");
    put("a", "[1, 2, 3]", "1970-01-01T00:00:00Z");
    api.get(STACKED + "/other/zarr.json").problem(404, "array-not-found");
    api.get(STACKED + "/depth/other/zarr.json").problem(404, "array-not-found");
    api.json(
            "PUT",
            DATASETS + "/b",
            "{\"arrays\": [{\"name\": \"depth\", \"dtype\": \"float32\", \"dimensions\":"
                + " [\"level\"], \"shape\": [4]}]}")
        .expect(204);
    JsonNode problem = api.get(STACKED + "/depth/zarr.json").problem(422, "shape-mismatch");
    assertThat(problem.get("dataset").stringValue()).isEqualTo("b");
    api.get(STACKED + "/depth/depth/c/0/0").problem(422, "shape-mismatch");
    reader.document(STACKED + "/time");
  }

  @Test
  void aDatasetOfSuchANameIsItself() throws IOException {
    create("segments");
    put("@stacked", "[1, 2, 3]", "1970-01-01T00:00:00Z");
    put("@7", "[4, 5, 6]", "1970-01-01T00:00:00Z");
    assertThat(reader.document(STACKED + "/depth").get("shape").toString()).isEqualTo("[3]");
    assertThat(reader.document(ZARR + "/@7/depth").get("shape").toString()).isEqualTo("[3]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments", "tree"})
  void aStateStaysAsItWas(String layout) throws IOException {
    create(layout);
    put("a", "[1, 2, 3]", "1970-01-01T00:00:00Z");
    long first = epoch();
    String state = ZARR + "/@" + first;
    byte[] chunk = api.get(state + "/a/depth/c/0").expect(200).response().body();
    put("a", "[7, 8, 9]", "1970-01-02T00:00:00Z");
    put("b", "[4, 5, 6]", "1970-01-01T00:00:00Z");
    long second = epoch();
    assertThat(second).isGreaterThan(first);
    assertThat(reader.document(state).get("attributes").get("hypertile_epoch").longValue())
        .isEqualTo(first);
    assertThat(reader.cells(state + "/@stacked/depth/depth", floats(-9)))
        .isEqualTo(floats(1, 2, 3));
    assertThat(reader.cells(ZARR + "/@" + second + "/@stacked/depth/depth", floats(-9)))
        .isEqualTo(floats(7, 8, 9, 4, 5, 6));
    assertThat(api.get(state + "/a/depth/c/0").expect(200).response().body()).isEqualTo(chunk);
    api.get(state + "/b/zarr.json").expect(404);
    assertThat(api.get(state + "/").expect(200).text())
        .contains("href=\"a/\"")
        .doesNotContain("href=\"b");
    api.delete(DATASETS + "/a").expect(204);
    assertThat(reader.cells(state + "/@stacked/depth/depth", floats(-9)))
        .isEqualTo(floats(1, 2, 3));
    JsonNode gone = api.get(ZARR + "/@" + (first - 1) + "/a/zarr.json").problem(410, "state-gone");
    assertThat(gone.get("present").longValue()).isEqualTo(epoch());
    api.get(ZARR + "/@" + (first - 1) + "/a/depth/c/0").problem(410, "state-gone");
    api.get(ZARR + "/@99999999999999999999/zarr.json").expect(404);
    api.get(ZARR + "/@x/zarr.json").expect(404);
  }
}
