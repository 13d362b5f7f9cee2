package io.hypertile.collection.zarr;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient;
import io.hypertile.zarr.view.Node;
import io.hypertile.zarr.view.NodePath;
import io.hypertile.zarr.view.NodeTree;
import io.hypertile.zarr.view.NodeTreeContract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class PartitionTreeTest extends NodeTreeContract {
  private static final String C = "/api/v1/collections";

  @TempDir static Path root;
  @Autowired PartitionTree own;
  @Autowired CollectionTree collections;
  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.resolve("storage").toString());
  }

  @BeforeEach
  void create() throws IOException {
    api = new ApiClient(port);
    if (api.get(C + "/passes").status() == 404) {
      String document =
          """
          {"name": "passes", "kind": "partitioned", "axis": "time",
           "partitioning": {"name": "sequence", "variables": ["cycle", "pass"],
             "dimension": "time"},
           "schema": {"dimensions": [{"name": "time"}, {"name": "x", "size": 2}],
             "variables": [
               {"name": "time", "dtype": "<M8[s]", "dimensions": ["time"]},
               {"name": "cycle", "dtype": "<i4", "dimensions": ["time"]},
               {"name": "pass", "dtype": "<i4", "dimensions": ["time"]},
               {"name": "ssh", "dtype": "<f8", "dimensions": ["time", "x"]},
               {"name": "x", "dtype": "<i2", "dimensions": ["x"]}],
             "groups": [{"name": "ku", "variables": [
               {"name": "power", "dtype": "<i2", "dimensions": ["time"], "fill_value": -1}]}]}}
          """;
      api.json("POST", C, document).expect(201);
    }
    insert();
  }

  private void insert() throws IOException {
    String rows =
        """
        {"time": [1, 2, 3], "cycle": [1, 2, 2], "pass": [-4, 5, 6],
         "ssh": [[1, 2], [3, 4], [5, 6]], "x": [7, 8]}
        """;
    api.json("POST", C + "/passes/rows", rows).expect(200);
  }

  @Override
  protected NodeTree tree() {
    return new NodeTree() {
      @Override
      public List<String> collections() {
        return collections.collections();
      }

      @Override
      public boolean has(String collection) {
        return own.has(collection);
      }

      @Override
      public Optional<Node> find(NodePath path) {
        return own.find(path);
      }

      @Override
      public Children children(NodePath path, int limit) {
        return own.children(path, limit);
      }
    };
  }

  @Override
  protected String collection() {
    return "passes";
  }

  private JsonNode document(String path) throws IOException {
    return api.get("/zarr/passes/" + path + "/zarr.json").expect(200).json();
  }

  @Test
  void chunksOfAllRowsAreThoseOfTheirDocument() throws IOException {
    JsonNode ssh = document("_all/ssh");
    assertThat(ssh.get("shape")).hasToString("[3,2]");
    byte[] chunk = api.get("/zarr/passes/_all/ssh/c/0/0").expect(200).response().body();
    assertThat(chunk).hasSize(ssh.at("/chunk_grid/configuration/chunk_shape/0").asInt() * 16);
    assertThat(ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).getDouble(8)).isEqualTo(2);
    assertThat(api.get("/zarr/passes/_all/ssh/c/1/0").status()).isEqualTo(404);
    assertThat(api.get("/zarr/passes/_all/ssh/c/00/0").status()).isEqualTo(404);
    assertThat(api.get("/zarr/passes/_all/x/c/0").expect(200).header("ETag")).isNotEmpty();
  }

  @Test
  void tagsChangeWithEveryPartition() throws IOException {
    String address = "/zarr/passes/_all/ssh/c/0/0";
    String tag = api.get(address).expect(200).header("ETag");
    assertThat(api.get(address, "If-None-Match", tag).status()).isEqualTo(304);
    insert();
    assertThat(api.get(address, "If-Match", tag).status()).isEqualTo(412);
  }

  @Test
  void chunksOfPartitionsThatAreGoneAreNoFillValues() throws IOException {
    String place = "/zarr/passes/cycle=2/pass=6";
    assertThat(document("cycle=2/pass=6").at("/consolidated_metadata/metadata").propertyNames())
        .contains("ssh", "ku", "ku/power", "x");
    assertThat(api.get(place + "/ssh/c/0/0").status()).isEqualTo(200);
    api.delete(C + "/passes/partitions?filter=pass%3D%3D6").expect(200);
    assertThat(api.get(place + "/ssh/c/0/0").status()).isEqualTo(410);
    assertThat(api.get("/zarr/passes/cycle=9/pass=6/ssh/c/0/0").status()).isEqualTo(404);
  }

  @Test
  void indexPagesLeadToEverything() throws IOException {
    assertThat(api.get("/zarr/passes/").expect(200).text()).contains("_all/", "cycle=1/");
    assertThat(api.get("/zarr/passes/cycle=2/").expect(200).text()).contains("pass=5/", "pass=6/");
    assertThat(api.get("/zarr/passes/_all/ku/").expect(200).text()).contains("power/");
  }
}
