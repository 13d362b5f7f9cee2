package io.hypertile.deker.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** The protocol of Deker's client for tiles of virtual arrays that are nodes of Zarr. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class ZarrTilesTest {
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String OTHER = "7a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String THIRD = "8a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String COLLECTION =
      """
      {"name": "v", "kind": "varray", "storage": "zarr", "dtype": "float64", "fill_value": -1.0,
       "vgrid": [2, 2], "dimensions": [{"name": "y", "size": 4}, {"name": "x", "size": 6}]}
      """;
  private static final String V = "/v1/collection/v";
  private static final String WHOLE = V + "/varray/by-id/" + ID + "/subset/";

  @TempDir static Path root;

  @LocalServerPort int port;
  private WireClient client;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.toString());
  }

  @BeforeEach
  void create() throws IOException, InterruptedException {
    client = new WireClient(port);
    HttpRequest made =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/collections"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(COLLECTION))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(made, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }
    client.send("POST", V + "/varrays", array(ID, "{}")).expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    client.send("DELETE", V, null).expect(200);
  }

  private static String array(String id, String primary) {
    return "{\"primary_attributes\": %s, \"custom_attributes\": {}, \"id_\": \"%s\"}"
        .formatted(primary, id);
  }

  private static String tile(String id, String parent, String position) {
    return array(id, "{\"vid\": \"%s\", \"v_position\": %s}".formatted(parent, position));
  }

  private static String at(String position) {
    return V + "/array/by-primary/" + ID + "/" + position;
  }

  @Test
  void tilesThatAreMadeKeepTheirIds() throws IOException {
    client.get(at("(1,%201)")).failure(404, "DekerArrayNotExistsError");
    client.send("POST", V + "/arrays", tile(OTHER, ID, "[1, 1]")).expect(201);
    assertThat(client.get(at("(1,%201)")).expect(200).json().get("id").asString()).isEqualTo(OTHER);
    String data = V + "/array/by-id/" + OTHER + "/subset/";
    client.send("PUT", data + "[:,%201:]/data", "[[1, 2], [3, 4]]").expect(200);
    assertThat(client.get(data + "[:]/data").expect(200).doubles())
        .containsExactly(-1, 1, 2, -1, 3, 4);
    assertThat(client.get(WHOLE + "[2:,%205]/data").expect(200).doubles()).containsExactly(2, 4);
    assertThat(client.get(V + "/arrays/").json()).hasSize(1);
    assertThat(client.get(V + "/varrays").json()).hasSize(1);
    client.send("DELETE", V + "/array/by-id/" + OTHER, null).expect(200);
    client.get(V + "/array/by-id/" + OTHER).failure(404, "DekerArrayNotExistsError");
    client.get(at("(1,%201)")).failure(404, "DekerArrayNotExistsError");
    assertThat(client.get(WHOLE + "[3,%205]/data").expect(200).doubles()).containsExactly(-1);
    client.send("POST", V + "/arrays", tile(OTHER, ID, "[0, 1]")).expect(201);
  }

  @Test
  void tilesOfWrittenCellsAreFoundByIdAndPlace() throws IOException {
    client.send("PUT", WHOLE + "[1:3,%202:4]/data", "[[1, 2], [3, 4]]").expect(200);
    JsonNode tiles = client.get(V + "/arrays").expect(200).json();
    assertThat(tiles).hasSize(4);
    for (JsonNode tile : tiles) {
      String id = tile.get("id").asString();
      JsonNode position = tile.get("primary_attributes").get("v_position");
      assertThat(client.get(V + "/array/by-id/" + id).expect(200).json()).isEqualTo(tile);
      String place = "(" + position.get(0) + ",%20" + position.get(1) + ")";
      assertThat(client.get(at(place)).expect(200).json()).isEqualTo(tile);
    }
    String first = tiles.get(0).get("id").asString();
    assertThat(client.get(V + "/array/by-id/" + first + "/subset/[1]/data").doubles())
        .containsExactly(-1, -1, 1);
    client.send("DELETE", V + "/varray/by-id/" + ID, null).expect(200);
    client.get(V + "/array/by-id/" + first).failure(404, "DekerArrayNotExistsError");
    assertThat(client.get(V + "/arrays").expect(200).text()).isEqualTo("[]");
  }

  @Test
  void theSecondToCreateATileIsTold() throws IOException {
    client.send("POST", V + "/arrays", tile(OTHER, ID, "[0, 1]")).expect(201);
    client.send("POST", V + "/arrays", tile(THIRD, ID, "[0, 1]")).failure(400, "DekerArrayError");
    client.send("POST", V + "/varrays", array(OTHER, "{}")).failure(400, "DekerArrayError");
    client.send("POST", V + "/arrays", tile(THIRD, ID, "[0, 2]")).expect(422);
    client.send("POST", V + "/arrays", tile(ID, ID, "[0, 0]")).failure(400, "DekerArrayError");
    client
        .send("POST", V + "/arrays", tile(THIRD, THIRD.replace('8', '9'), "[0, 0]"))
        .failure(404, "DekerArrayNotExistsError");
  }
}
