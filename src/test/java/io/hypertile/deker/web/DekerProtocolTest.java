package io.hypertile.deker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.deker.web.WireClient.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The protocol of Deker's client, request by request. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"hypertile.limits.result=64B", "hypertile.limits.body=1KB"})
@DirtiesContext
class DekerProtocolTest {
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String OTHER = "7a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String PLAIN =
      """
      {"name": "p", "type": "array", "schema": {"dimensions": [\
      {"name": "y", "size": 2, "labels": null, "scale": null, "type": "generic"}, \
      {"name": "x", "size": 3, "labels": null, "scale": null, "type": "generic"}], \
      "dtype": "numpy.float64", "attributes": [\
      {"name": "pair", "primary": true, "dtype": "tuple"}, \
      {"name": "f", "primary": true, "dtype": "float"}, \
      {"name": "note", "primary": false, "dtype": "string"}], "fill_value": null}, \
      "options": null, "storage_adapter": "HDF5StorageAdapter", "metadata_version": "0.2"}\
      """;
  private static final String TILED =
      """
      {"name": "v", "type": "varray", "schema": {"dimensions": [\
      {"name": "y", "size": 4, "labels": null, "scale": null, "type": "generic"}, \
      {"name": "x", "size": 6, "labels": null, "scale": null, "type": "generic"}], \
      "dtype": "numpy.float64", "attributes": [], "fill_value": "-1.0", "vgrid": [2, 2]}, \
      "options": null, "storage_adapter": "HDF5StorageAdapter", "metadata_version": "0.2"}\
      """;
  private static final String P = "/v1/collection/p";
  private static final String V = "/v1/collection/v";
  private static final String DATA = P + "/array/by-id/" + ID + "/subset/";

  @TempDir static Path root;

  @LocalServerPort int port;
  private WireClient client;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.toString());
  }

  @BeforeEach
  void create() throws IOException {
    client = new WireClient(port);
    client.send("POST", "/v1/collections", PLAIN).expect(201);
    client.send("POST", "/v1/collections", TILED).expect(201);
    client.send("POST", P + "/arrays", created(ID, "[0, 1]", "1e-05")).expect(201);
    client.send("POST", V + "/varrays", tile(ID, "{}")).expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    client.send("DELETE", P, null);
    client.send("DELETE", V, null);
  }

  private static String created(String id, String pair, String f) {
    return tile(id, "{\"pair\": " + pair + ", \"f\": " + f + "}");
  }

  private static String tile(String id, String primary) {
    return "{\"primary_attributes\": %s, \"custom_attributes\": {}, \"id_\": \"%s\"}"
        .formatted(primary, id);
  }

  private static String tileOf(String position) {
    return "{\"vid\": \"" + ID + "\", \"v_position\": " + position + "}";
  }

  @Test
  void pingIsEmpty() throws IOException {
    Answer ping = client.get("/v1/ping").expect(200);
    assertThat(ping.text()).isEmpty();
  }

  @Test
  void collectionsAreShownAsTheyWerePosted() throws IOException {
    assertThat(client.get(P).expect(200).text()).isEqualTo(PLAIN);
    assertThat(client.get(V).expect(200).text()).isEqualTo(TILED);
    assertThat(client.get("/v1/collections").expect(200).text())
        .isEqualTo("[" + PLAIN + "," + TILED + "]");
  }

  @Test
  void collectionsAreCreatedOnce() throws IOException {
    Answer twice = client.send("POST", "/v1/collections", PLAIN);
    twice.failure(400, "DekerCollectionAlreadyExistsError");
    assertThat(twice.json().get("parameters").toString()).isEqualTo("[\"collection_name\"]");
  }

  @Test
  void collectionsAreClearedAndDeleted() throws IOException {
    for (String body : new String[] {"[1]", "7", "{}", "null"}) {
      client.send("PUT", P + "/arrays", body).failure(400, "DekerValidationError");
    }
    assertThat(client.get(P + "/arrays").expect(200).json()).hasSize(1);
    client.send("PUT", P + "/arrays", "[]").expect(200);
    assertThat(client.get(P + "/arrays").expect(200).text()).isEqualTo("[]");
    client.send("DELETE", P, null).expect(200);
    client.send("DELETE", P, null).failure(404, "DekerCollectionNotExistsError");
    client.send("PUT", P + "/arrays", "[]").failure(404, "DekerCollectionNotExistsError");
    client.get(P).failure(404, "DekerCollectionNotExistsError");
  }

  @Test
  void clearingDropsTiles() throws IOException {
    client.send("POST", V + "/arrays", tile(OTHER, tileOf("[1, 1]"))).expect(201);
    client.send("PUT", V + "/varrays", "[]").expect(200);
    assertThat(client.get(V + "/varrays").expect(200).text()).isEqualTo("[]");
    assertThat(client.get(V + "/arrays/").expect(200).text()).isEqualTo("[]");
  }

  @Test
  void arraysAreListedWithAndWithoutASlash() throws IOException {
    for (String path : new String[] {"/arrays", "/arrays/"}) {
      Answer list = client.get(P + path).expect(200);
      assertThat(list.json()).hasSize(1);
      assertThat(list.json().get(0).get("id").asString()).isEqualTo(ID);
    }
  }

  @Test
  void arraysAreCreatedWithAndWithoutAGivenId() throws IOException {
    Answer made = client.send("POST", P + "/arrays", created(OTHER, "[1]", "2.0")).expect(201);
    assertThat(made.json().get("id").asString()).isEqualTo(OTHER);
    client
        .send("POST", P + "/arrays", created(OTHER, "[7]", "2.0"))
        .failure(400, "DekerArrayError");
    String free = created(OTHER, "[3]", "2.0").replace('"' + OTHER + '"', "null");
    assertThat(client.send("POST", P + "/arrays", free).expect(201).json().get("id").asString())
        .hasSize(36);
  }

  @Test
  void arraysAreFoundById() throws IOException {
    assertThat(client.get(P + "/array/by-id/" + ID).expect(200).json().toString())
        .isEqualTo(
            "{\"id\":\""
                + ID
                + "\",\"primary_attributes\":{\"pair\":[0,1],\"f\":1.0E-5},"
                + "\"custom_attributes\":{\"note\":null}}");
    client.get(P + "/array/by-id/" + OTHER).failure(404, "DekerArrayNotExistsError");
    client.get(P + "/varray/by-id/" + ID).failure(404, "DekerArrayNotExistsError");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0, 1]          | 1e-05 | (0,%201)          | 1e-05",
        "[0, 1]          | 1e-05 | (0,%201)          | 0.00001",
        "[0]             | 1e20  | (0,)              | 1e+20",
        "[\"a\", 1]      | 1.0   | ('a',%201)        | 1.0",
        "[1, [2, 3]]     | 1.0   | (1,%20(2,%203))   | 1.0",
        "[\"it's\", 2.5] | -0.5  | (\"it's\",%202.5) | -0.5",
      })
  void arraysAreFoundByPrimaryAttributesAsPythonPrintsThem(
      String pair, String f, String pairText, String text) throws IOException {
    if (!pair.equals("[0, 1]")) {
      client.send("POST", P + "/arrays", created(OTHER, pair, f)).expect(201);
    }
    String path = P + "/array/by-primary/" + pairText + "/" + text;
    String expected = pair.equals("[0, 1]") ? ID : OTHER;
    assertThat(client.get(path).expect(200).json().get("id").asString()).isEqualTo(expected);
    client.get(P + "/array/by-primary/(9,)/1.0").failure(404, "DekerArrayNotExistsError");
    client.get(P + "/array/by-primary/(9,)").failure(404, "DekerArrayNotExistsError");
  }

  @Test
  void customAttributesAreReplaced() throws IOException {
    String path = P + "/array/by-id/" + ID;
    client.send("PUT", path, "{\"custom_attributes\": {\"note\": \"ü\"}}").expect(200);
    assertThat(client.get(path).json().get("custom_attributes").toString())
        .isEqualTo("{\"note\":\"ü\"}");
    client.send("PUT", path, "{\"custom_attributes\": {\"none\": 1}}").expect(422);
  }

  @Test
  void arraysAreDeleted() throws IOException {
    client.send("DELETE", P + "/array/by-id/" + ID, null).expect(200);
    client.send("DELETE", P + "/array/by-id/" + ID, null).failure(404, "DekerArrayNotExistsError");
  }

  @Test
  void cellsAreReadAsBytes() throws IOException {
    client.send("PUT", DATA + "[:]/data", "[[0, 1, 2], [3, 4, 5.5]]").expect(200);
    Answer cells = client.get(DATA + "[:]/data").expect(200);
    assertThat(cells.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(cells.doubles()).containsExactly(0, 1, 2, 3, 4, 5.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[()]       | 0 1 2 3 4 5",
        "[]         | 0 1 2 3 4 5",
        "[1]        | 3 4 5",
        "[-1]       | 3 4 5",
        "[1:]       | 3 4 5",
        "[:-1]      | 0 1 2",
        "[0:2:1]    | 0 1 2 3 4 5",
        "[:,%202]   | 2 5",
        "[0,%201]   | 1",
        "[%3A,%201] | 1 4",
        "[...,%200] | 0 3",
      })
  void boundsAreReadAsTheClientWritesThem(String bounds, String expected) throws IOException {
    client.send("PUT", DATA + "[:]/data", "[[0, 1, 2], [3, 4, 5]]").expect(200);
    String[] values = expected.split(" ");
    double[] doubles = new double[values.length];
    for (int n = 0; n < values.length; n++) {
      doubles[n] = Double.parseDouble(values[n]);
    }
    assertThat(client.get(DATA + bounds + "/data").expect(200).doubles()).containsExactly(doubles);
  }

  @Test
  void numbersFillAndBareWordsAreNumbers() throws IOException {
    client.send("PUT", DATA + "[:]/data", "7").expect(200);
    client.send("PUT", DATA + "[0]/data", "[NaN, Infinity, -Infinity]").expect(200);
    client.send("PUT", DATA + "[1, 1]/data".replace(" ", "%20"), "-0.5").expect(200);
    assertThat(client.get(DATA + "[:]/data").expect(200).doubles())
        .containsExactly(
            Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 7, -0.5, 7);
  }

  @Test
  void emptyListsClear() throws IOException {
    client.send("PUT", DATA + "[:]/data", "7").expect(200);
    client.send("PUT", DATA + "[1]/data", " [ ] ").expect(200);
    assertThat(client.get(DATA + "[:]/data").doubles())
        .containsExactly(7, 7, 7, Double.NaN, Double.NaN, Double.NaN);
  }

  /** As the plug-in of the client sends cells from 1.0.9 on. */
  @Test
  void bytesAreCellsAndAnEmptyBodyClears() throws IOException {
    ByteBuffer cells = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    cells.asDoubleBuffer().put(new double[] {1, Double.NaN, -0.5});
    String row = DATA + "[1]/data";
    client.send("PUT", DATA + "[:]/data", "7").expect(200);
    client.send("PUT", row, "application/octet-stream", cells.array()).expect(200);
    assertThat(client.get(row).doubles()).containsExactly(1, Double.NaN, -0.5);
    byte[] less = Arrays.copyOf(cells.array(), 23);
    int status = client.send("PUT", row, "application/octet-stream", less).status();
    assertThat(status).isBetween(400, 499);
    assertThat(client.get(row).doubles()).containsExactly(1, Double.NaN, -0.5);
    client.send("PUT", row, "application/octet-stream", new byte[0]).expect(200);
    assertThat(client.get(DATA + "[:]/data").doubles())
        .containsExactly(7, 7, 7, Double.NaN, Double.NaN, Double.NaN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[1, 2]", "[[1, 2, 3]]", "[\"a\", 1, 2]", "{}", "[1, 2", "", "nul", "[1, 2, {}]"})
  void badCellsChangeNothing(String body) throws IOException {
    client.send("PUT", DATA + "[:]/data", "7").expect(200);
    int status = client.send("PUT", DATA + "[0]/data", body).status();
    assertThat(status).isBetween(400, 499);
    assertThat(client.get(DATA + "[:]/data").doubles()).containsExactly(7, 7, 7, 7, 7, 7);
  }

  @Test
  void tilesAreArrays() throws IOException {
    String path = V + "/array/by-primary/" + ID + "/(1,%201)";
    client.get(path).failure(404, "DekerArrayNotExistsError");
    client.send("POST", V + "/arrays", tile(OTHER, tileOf("[1, 1]"))).expect(201);
    assertThat(client.get(path).expect(200).json().get("id").asString()).isEqualTo(OTHER);
    String data = V + "/array/by-id/" + OTHER + "/subset/";
    client.send("PUT", data + "[:,%201:]/data", "[[1, 2], [3, 4]]").expect(200);
    assertThat(client.get(data + "[:]/data").expect(200).doubles())
        .containsExactly(-1, 1, 2, -1, 3, 4);
    String whole = V + "/varray/by-id/" + ID + "/subset/";
    assertThat(client.get(whole + "[2:,%205]/data").expect(200).doubles()).containsExactly(2, 4);
    assertThat(client.get(V + "/arrays/").json()).hasSize(1);
    assertThat(client.get(V + "/varrays").json()).hasSize(1);
    client.send("DELETE", V + "/array/by-id/" + OTHER, null).expect(200);
    client.get(path).failure(404, "DekerArrayNotExistsError");
    assertThat(client.get(whole + "[3,%205]/data").expect(200).doubles()).containsExactly(-1);
  }

  @Test
  void theSecondToCreateATileIsTold() throws IOException {
    client.send("POST", V + "/arrays", tile(OTHER, tileOf("[0, 1]"))).expect(201);
    String third = OTHER.replace('7', '8');
    client
        .send("POST", V + "/arrays", tile(third, tileOf("[0, 1]")))
        .failure(400, "DekerArrayError");
    client.send("POST", V + "/arrays", tile(third, tileOf("[0, 2]"))).expect(422);
    client.send("POST", V + "/arrays", tile(third, tileOf("[-1, 0]"))).expect(422);
    client.send("POST", V + "/arrays", tile(ID, tileOf("[0, 0]"))).failure(400, "DekerArrayError");
    String orphan = tileOf("[0, 0]").replace(ID, third.replace('8', '9'));
    client
        .send("POST", V + "/arrays", tile(third, orphan))
        .failure(404, "DekerArrayNotExistsError");
  }

  @Test
  void virtualArraysTakeCellsWhole() throws IOException {
    String data = V + "/varray/by-id/" + ID + "/subset/";
    client.send("PUT", data + "[1:3,%202:4]/data", "[[1, 2], [3, 4]]").expect(200);
    assertThat(client.get(data + "[1:3,%202:4]/data").doubles()).containsExactly(1, 2, 3, 4);
    assertThat(client.get(V + "/arrays/").json()).hasSize(4);
    client.send("PUT", data + "[1:3,%202:4]/data", "[]").expect(200);
    assertThat(client.get(data + "[1:3,%202:4]/data").doubles()).containsExactly(-1, -1, -1, -1);
  }

  @Test
  void tooManyCellsAre413WithTheLimit() throws IOException {
    String data = V + "/varray/by-id/" + ID + "/subset/[:]/data";
    Answer refused = client.get(data).failure(413, "DekerDataPointsLimitError");
    assertThat(refused.header("RateLimit-Limit")).isEqualTo("64");
    assertThat(refused.header("RateLimit-Remaining")).isEqualTo("64");
    assertThat(refused.header("RateLimit-Reset")).isEqualTo("0");
    client
        .send("PUT", DATA + "[:]/data", "[" + " ".repeat(2000) + "]")
        .failure(413, "DekerDataPointsLimitError");
  }

  @Test
  void doubledSlashesAreOne() throws IOException {
    assertThat(client.get("//v1//collection/p/array/by-id/" + ID).expect(200).text()).contains(ID);
    client.get("//api/v1/collections").expect(400);
    client.get("//v1/../api/v1/collections").expect(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/collection/..",
        "/v1/collection/%2e%2e/arrays",
        "/v1/collection/p%2Fq",
        "/v1/collection/p;x=1",
        "/v1/collection/p%00",
        "/v1/collection/p/array/by-id/../arrays",
        "/v1/collection/p/array/by-id/no-id",
        "/v1/none",
        "/v1/collection",
        "/v1/ping/more",
        "/v1/collection/p/array/by-id/" + ID + "/subset/[9]/data",
        "/v1/collection/p/array/by-id/" + ID + "/subset/[0,0,0]/data",
        "/v1/collection/p/array/by-id/" + ID + "/subset/[[/data",
        "/v1/collection/p/array/by-id/" + ID + "/subset/[`|^{}<>\"]/data",
        "/v1/collection/p/array/by-id/" + ID + "/subset/[:]/data/more",
        "/api/v1/collections/p/arrays/[1]",
        "/api/v1/collections/p|",
      })
  void hostilePathsAreRefused(String path) throws IOException {
    Answer answer = client.get(path);
    assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
    assertThat(answer.json().isObject()).isTrue();
    assertThat(answer.text()).doesNotContain("Exception", "\tat ", "<html");
  }

  @Test
  void wrongMethodsAndBodiesAreRefused() throws IOException {
    client.send("DELETE", "/v1/collections", null).expect(405);
    client.send("POST", "/v1/ping", "{}").expect(405);
    client.send("POST", "/v1/collections", "[]").expect(422);
    client.send("POST", "/v1/collections", "{").failure(400, "DekerValidationError");
    client.send("POST", P + "/arrays", "7").expect(422);
  }
}
