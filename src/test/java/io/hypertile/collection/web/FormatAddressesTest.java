package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

/** Cells at the address of a format, and selections in the spellings of generated clients. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.limits.json-result=64B")
@DirtiesContext
class FormatAddressesTest {
  private static final String COLLECTION =
      """
      {"name": "c", "kind": "array", "dtype": "float32",
       "dimensions": [{"name": "y", "size": 4, "scale": {"start_value": 60.0, "step": -0.5}},
                      {"name": "x", "size": 6}],
       "attributes": [{"name": "n", "dtype": "string", "primary": true}]}\
      """;
  private static final String CELLS = "/api/v1/collections/c/arrays/~a.b/subset";

  @TempDir static Path root;

  @LocalServerPort int port;

  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.resolve("storage").toString());
  }

  @BeforeEach
  void fill() throws IOException {
    api = new ApiClient(port);
    if (api.get("/api/v1/collections/c").status() == 404) {
      api.json("POST", "/api/v1/collections", COLLECTION).expect(201);
      api.json("POST", "/api/v1/collections/c/arrays", "{\"primary_attributes\": {\"n\": \"a.b\"}}")
          .expect(201);
    }
    ByteBuffer cells = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
    for (int cell = 0; cell < 24; cell++) {
      cells.putFloat(cell);
    }
    put(CELLS, "application/octet-stream", cells.array()).expect(204);
  }

  private Answer put(String path, String type, byte[] body) throws IOException {
    HttpRequest.Builder request = api.request(path).PUT(BodyPublishers.ofByteArray(body));
    return api.send(type.isEmpty() ? request : request.header("Content-Type", type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "npy", "raw", "csv"})
  void addressAnswersAsTheParameterDoesWhateverIsAccepted(String format) throws IOException {
    Answer named = api.get(CELLS + "?slice=1:3,2&format=" + format).expect(200);
    for (String accept : new String[] {"*/*", "application/json", "application/problem+json"}) {
      Answer answer =
          api.send(api.request(CELLS + "." + format + "?slice=1:3,2").header("Accept", accept));
      assertThat(answer.expect(200).response().body()).isEqualTo(named.response().body());
      assertThat(answer.header("Content-Type")).isEqualTo(named.header("Content-Type"));
      assertThat(answer.header("ETag")).isEqualTo(named.header("ETag"));
    }
    api.get(CELLS + "." + format + "?format=" + format).problem(400, "invalid-request");
  }

  @ParameterizedTest
  @CsvSource({"npz, npz", "nc, netcdf", "zarr.zip, zarr", "arrow, arrow"})
  void addressEndsAsFilesOfTheFormatDo(String address, String format) throws IOException {
    Answer named = api.get(CELLS + "?slice=1:3,2&format=" + format).expect(200);
    Answer answer =
        api.send(api.request(CELLS + "." + address + "?slice=1:3,2").header("Accept", "text/csv"));
    assertThat(answer.expect(200).response().body()).isEqualTo(named.response().body());
    for (String header : new String[] {"Content-Type", "Content-Disposition", "ETag"}) {
      assertThat(answer.header(header)).isEqualTo(named.header(header)).isNotEmpty();
    }
    put(CELLS + "." + address, "", new byte[] {1}).problem(405, "method-not-allowed");
    api.get(CELLS + "." + address + "?format=" + format).problem(400, "invalid-request");
  }

  @ParameterizedTest
  @CsvSource({
    "json, application/json, [7]",
    "json, '', [7]",
    "raw, application/octet-stream, 0000e040",
    "raw, '', 0000e040",
    "json, application/octet-stream, [7]"
  })
  void bodyIsTakenInTheFormatOfTheAddress(String format, String type, String body)
      throws IOException {
    byte[] bytes =
        format.equals("raw")
            ? java.util.HexFormat.of().parseHex(body)
            : body.getBytes(StandardCharsets.UTF_8);
    put(CELLS + "." + format + "?slice=0:1,0", type, bytes).expect(204);
    assertThat(api.get(CELLS + ".json?slice=0,0").expect(200).json().get("data").asDouble())
        .isEqualTo(7);
  }

  @Test
  void npyThatTheServerMadeIsTakenBackWithoutContentType() throws IOException {
    byte[] npy = api.get(CELLS + ".npy?slice=3,0:2").expect(200).response().body();
    put(CELLS + ".npy?slice=0,0:2", "", npy).expect(204);
    assertThat(api.get(CELLS + ".csv?slice=0,0:2").expect(200).text()).contains("18", "19");
  }

  @Test
  void bodyOfAnotherTypeIsRefused() throws IOException {
    Answer refused =
        put(CELLS + ".npy", "application/json", "[1]".getBytes(StandardCharsets.UTF_8));
    assertThat(refused.problem(415, "unsupported-format").at("/supported/0").asString())
        .isEqualTo("application/x-npy");
    put(CELLS + ".csv", "text/csv", new byte[] {65}).problem(405, "method-not-allowed");
    api.get(CELLS + ".xml").problem(404, "not-found");
  }

  @Test
  void addressOfNpyInRefusalLeadsToTheCells() throws IOException {
    for (String address : new String[] {CELLS + ".json", CELLS + ".csv", CELLS}) {
      String npy = api.get(address).problem(413, "result-too-large").get("npy").asString();
      assertThat(api.get(npy).expect(200).header("Content-Type")).isEqualTo("application/x-npy");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sel.y=59.5&sel.x=2:4",
        "sel%5By%5D=59.5&sel%5Bx%5D=2:4",
        "sel=y%3D59.5&sel=x%3D2:4"
      })
  void selectionIsTakenInTheSpellingsOfClients(String query) throws IOException {
    Answer answer = api.get(CELLS + ".json?layout=values&" + query).expect(200);
    assertThat(answer.text()).isEqualTo("[8.0,9.0]");
  }
}
