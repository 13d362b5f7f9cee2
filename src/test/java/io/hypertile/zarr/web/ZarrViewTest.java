package io.hypertile.zarr.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** The Zarr hierarchy over collections of every kind of storage. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.zarr.chunk=256KB",
      "hypertile.security.cors-origins=https://maps.example.org"
    })
@DirtiesContext
class ZarrViewTest {
  private static final String C = "/api/v1/collections";
  private static final String KEY = "~2023-01-03T00:00:00Z";
  private static final String WEATHER =
      """
      {"name": "weather", "kind": "array", "dtype": "float64",
       "dimensions": [
         {"name": "hour", "type": "time", "size": 3, "start_value": "2023-01-03T00:00:00Z", "step": "PT6H"},
         {"name": "y", "size": 5, "scale": {"name": "lat", "start_value": 90, "step": -45}},
         {"name": "level", "size": 2, "labels": [1000.0, 850.5]},
         {"name": "layer", "size": 2, "labels": ["temperature", "Druck \u00e4"]},
         {"name": "n", "size": 2}],
       "attributes": [
         {"name": "dt", "dtype": "datetime", "primary": true},
         {"name": "units", "dtype": "string"},
         {"name": "run", "dtype": "int"}]}
      """;

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;
  private ZarrReader zarr;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void create() throws IOException {
    api = new ApiClient(port);
    zarr = new ZarrReader(api);
    if (api.get(C + "/weather").status() == 404) {
      api.json("POST", C, WEATHER).expect(201);
      newDay("2023-01-03T00:00:00Z");
    }
  }

  @Test
  void documentsOfTheInterfaceHaveTheAddressesOfTheirGroups() throws IOException {
    JsonNode collection = api.get(C + "/weather").expect(200).json();
    assertThat(collection.get("zarr").asString()).isEqualTo("/zarr/weather");
    String listed =
        api.get(C + "/weather/arrays").json().get("items").get(0).get("zarr").asString();
    JsonNode array = api.get(C + "/weather/arrays/" + KEY).expect(200).json();
    for (String address :
        List.of(collection.get("zarr").asString(), array.get("zarr").asString(), listed)) {
      assertThat(api.get(address + "/zarr.json").expect(200).json().get("node_type").asString())
          .isEqualTo("group");
    }
    String again = collection.toString().replace("\"name\":\"weather\"", "\"name\":\"copied\"");
    api.json("POST", C, again).expect(201);
    api.delete(C + "/copied").expect(204);
  }

  @Test
  void attributesWithTheNameOfAnAxisAreThatAxiss() throws IOException {
    String named =
        """
        {"name": "named", "kind": "array", "dtype": "int8",
         "dimensions": [
           {"name": "y", "size": 2, "scale": {"name": "lat", "start_value": 1, "step": -1}},
           {"name": "level", "size": 2, "labels": [1000.0, 850.5]},
           {"name": "t", "type": "time", "size": 2, "start_value": "2024-01-01", "step": "P1D"}],
         "attributes": [
           {"name": "lat.long_name", "dtype": "string"}, {"name": "y.units", "dtype": "string"},
           {"name": "level.positive", "dtype": "string"}, {"name": "t.units", "dtype": "string"},
           {"name": "t.long_name", "dtype": "string"}, {"name": "level.count", "dtype": "int"}]}
        """;
    api.json("POST", C, named).expect(201);
    String id =
        api.json(
                "POST",
                C + "/named/arrays",
                """
                {"custom_attributes": {"lat.long_name": "Breite", "y.units": "degrees_N",
                 "level.positive": "down", "t.units": "h", "t.long_name": "Zeit", "level.count": 3}}
                """)
            .expect(201)
            .json()
            .get("id")
            .asString();
    JsonNode group = api.get("/zarr/named/" + id + "/zarr.json").expect(200).json();
    JsonNode variables = group.get("consolidated_metadata").get("metadata");
    assertThat(variables.get("y").get("attributes").toString())
        .isEqualTo(
            "{\"long_name\":\"Breite\",\"standard_name\":\"latitude\",\"units\":\"degrees_N\",\"axis\":\"Y\"}");
    assertThat(variables.get("level").get("attributes").toString())
        .isEqualTo("{\"positive\":\"down\"}");
    assertThat(variables.get("t").get("attributes").get("units").asString())
        .startsWith("days since 2024-01-01");
    assertThat(variables.get("t").get("attributes").get("long_name").asString()).isEqualTo("Zeit");
    JsonNode alone = api.get("/zarr/named/" + id + "/level/zarr.json").expect(200).json();
    assertThat(alone.get("attributes").toString()).isEqualTo("{\"positive\":\"down\"}");
  }

  @Test
  void aPathThatIsEncodedAsAWholeIsTheSameNode() throws IOException {
    String expected = api.get("/zarr/weather/" + KEY + "/zarr.json").expect(200).text();
    String encoded = "/zarr/weather%2F~2023-01-03T00%3A00%3A00Z%2Fzarr.json";
    assertThat(api.get(encoded).expect(200).text()).isEqualTo(expected);
    api.get("/zarr/nothing%2Fzarr.json").problem(404, "collection-not-found");
  }

  private void newDay(String day) throws IOException {
    String array = "{\"primary_attributes\": {\"dt\": \"" + day + "\"}, \"custom_attributes\":";
    api.json("POST", C + "/weather/arrays", array + "{\"units\": \"K\"}}").expect(201);
    byte[] cells = new byte[3 * 5 * 2 * 2 * 2 * 8];
    TestSeed.random().nextBytes(cells);
    put("weather", "~" + day, cells);
  }

  private void put(String collection, String array, byte[] cells) throws IOException {
    String subset = C + "/" + collection + "/arrays/" + array + "/subset.raw";
    api.body("PUT", subset, "application/octet-stream", cells).expect(204);
  }

  private byte[] raw(String collection, String array) throws IOException {
    String subset = C + "/" + collection + "/arrays/" + array + "/subset.raw";
    return api.get(subset).expect(200).response().body();
  }

  @Test
  void groupHasItsVariablesInline() throws IOException {
    Answer answer = api.get("/zarr/weather/" + KEY + "/zarr.json").expect(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    JsonNode group = answer.json();
    assertThat(group.get("node_type").asString()).isEqualTo("group");
    JsonNode attributes = group.get("attributes");
    assertThat(attributes.get("dt").asString()).isEqualTo("2023-01-03T00:00:00Z");
    assertThat(attributes.get("units").asString()).isEqualTo("K");
    assertThat(attributes.get("Conventions").asString()).isEqualTo("CF-1.11");
    assertThat(attributes.has("run")).isFalse();
    JsonNode inline = group.get("consolidated_metadata");
    assertThat(inline.get("kind").asString()).isEqualTo("inline");
    assertThat(inline.get("must_understand").asBoolean()).isFalse();
    JsonNode nodes = inline.get("metadata");
    assertThat(nodes.propertyNames())
        .containsExactlyInAnyOrder("weather", "hour", "y", "level", "layer");
    for (String name : nodes.propertyNames()) {
      assertThat(zarr.document("/zarr/weather/" + KEY + "/" + name)).isEqualTo(nodes.get(name));
    }
    assertThat(nodes.at("/weather/dimension_names").toString())
        .isEqualTo("[\"hour\",\"y\",\"level\",\"layer\",\"n\"]");
    assertThat(nodes.at("/weather/attributes/units").asString()).isEqualTo("K");
    assertThat(nodes.at("/weather/attributes").has("_FillValue")).isFalse();
  }

  @Test
  void coordinatesAreNumbersAndTexts() throws IOException {
    String group = "/zarr/weather/" + KEY;
    JsonNode hour = zarr.document(group + "/hour");
    assertThat(hour.get("data_type").asString()).isEqualTo("int64");
    assertThat(hour.at("/attributes/units").asString())
        .isEqualTo("hours since 2023-01-03T00:00:00+00:00");
    assertThat(hour.at("/attributes/calendar").asString()).isEqualTo("proleptic_gregorian");
    assertThat(zarr.cells(group + "/hour", new byte[8])).isEqualTo(longs(0, 6, 12));
    JsonNode y = zarr.document(group + "/y");
    assertThat(y.at("/attributes/long_name").asString()).isEqualTo("lat");
    assertThat(y.at("/attributes/standard_name").asString()).isEqualTo("latitude");
    assertThat(y.at("/attributes/units").asString()).isEqualTo("degrees_north");
    assertThat(y.at("/attributes/axis").asString()).isEqualTo("Y");
    assertThat(zarr.cells(group + "/y", new byte[8])).isEqualTo(doubles(90, 45, 0, -45, -90));
    assertThat(zarr.cells(group + "/level", new byte[8])).isEqualTo(doubles(1000, 850.5));
    JsonNode layer = zarr.document(group + "/layer");
    assertThat(layer.get("data_type").asString()).isEqualTo("string");
    assertThat(layer.at("/codecs/0/name").asString()).isEqualTo("vlen-utf8");
    byte[] labels = api.get(group + "/layer/c/0").expect(200).response().body();
    assertThat(ZarrReader.texts(labels)).containsExactly("temperature", "Druck \u00e4");
  }

  private static byte[] longs(long... values) {
    ByteBuffer cells = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      cells.putLong(value);
    }
    return cells.array();
  }

  private static byte[] doubles(double... values) {
    return longs(Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray());
  }

  /** Shapes that leave padding on every axis, and layouts of every kind. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain   | array  | [3, 300, 170] | ",
        "cut     | array  | [5, 130, 170] | \"options\": {\"chunks\": [2, 50, 64]}",
        "zipped  | array  | [3, 131, 170] | \"options\": {\"compression\": {\"codec\": \"gzip\", \"level\": 4}}",
        "tiled   | varray | [4, 300, 170] | \"vgrid\": [2, 3, 1]",
        "tiledcut | varray | [4, 300, 170] | \"vgrid\": [2, 3, 1], \"options\": {\"chunks\": [2, 30, 170]}",
      })
  void chunksAreTheCellsOfTheArray(String name, String kind, String shape, String more)
      throws IOException {
    Random random = TestSeed.random();
    List<DType> large =
        List.of(DType.INT32, DType.UINT64, DType.FLOAT32, DType.FLOAT64, DType.COMPLEX128);
    DType dtype = large.get(random.nextInt(large.size()));
    String[] lengths = shape.replaceAll("[\\[\\] ]", "").split(",");
    String axes = "";
    int cells = 1;
    for (int axis = 0; axis < lengths.length; axis++) {
      axes +=
          (axis == 0 ? "" : ",") + "{\"name\": \"a" + axis + "\", \"size\": " + lengths[axis] + "}";
      cells *= Integer.parseInt(lengths[axis]);
    }
    String schema =
        "{\"name\": \"%s\", \"kind\": \"%s\", \"dtype\": \"%s\", \"dimensions\": [%s]%s}"
            .formatted(name, kind, dtype.numpyName(), axes, more == null ? "" : ", " + more);
    api.json("POST", C, schema).expect(201);
    String id = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
    api.json("POST", C + "/" + name + "/arrays", "{\"id\": \"" + id + "\"}").expect(201);
    String array = "/zarr/" + name + "/" + id + "/" + name;
    byte[] fill = FillValue.defaultOf(dtype).bytes();
    JsonNode document = zarr.document(array);
    api.get(array + "/" + ZarrReader.key(new long[lengths.length])).problem(404, "not-found");
    byte[] body = new byte[cells * dtype.size()];
    random.nextBytes(body);
    put(name, id, body);
    assertThat(zarr.document(array)).isEqualTo(document);
    assertThat(zarr.cells(array, fill)).isEqualTo(raw(name, id)).isEqualTo(body);
    String box = C + "/" + name + "/arrays/" + id + "/subset?slice=0:2,0:100,:";
    api.delete(box).expect(204);
    assertThat(zarr.cells(array, fill)).isEqualTo(raw(name, id));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTypeHasItsNameAndItsFill(DType dtype) throws IOException {
    String name = "of_" + dtype.numpyName();
    String schema =
        "{\"name\": \"%s\", \"kind\": \"array\", \"dtype\": \"%s\", \"dimensions\": [{\"name\": \"x\", \"size\": 7}]}"
            .formatted(name, dtype.numpyName());
    api.json("POST", C, schema).expect(201);
    String id = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
    api.json("POST", C + "/" + name + "/arrays", "{\"id\": \"" + id + "\"}").expect(201);
    JsonNode group = zarr.document("/zarr/" + name + "/" + id);
    JsonNode nodes = group.at("/consolidated_metadata/metadata");
    if (dtype == DType.LONGDOUBLE || dtype == DType.CLONGDOUBLE) {
      assertThat(nodes.propertyNames()).isEmpty();
      assertThat(group.at("/attributes/hypertile_left_out").asString()).contains(dtype.numpyName());
      api.get("/zarr/" + name + "/" + id + "/" + name + "/c/0").problem(404, "not-found");
      return;
    }
    String shown = dtype.numpyName().replace("ulonglong", "uint64").replace("longlong", "int64");
    assertThat(nodes.get(name).get("data_type").asString()).isEqualTo(shown);
    byte[] body = new byte[7 * dtype.size()];
    TestSeed.random().nextBytes(body);
    put(name, id, body);
    byte[] read = zarr.cells("/zarr/" + name + "/" + id + "/" + name, new byte[dtype.size()]);
    assertThat(read).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/c/0/0/0/0/00", "/c/0/0/0/0/1", "/c/0/0/0/0", "/c/0/0/0/0/0/0", "/c/0/0/0/0/-1",
        "/c/0/0/0/0/%30x", "/c/0/0/0/0/99999999999999999999", "/c", "/0.0.0.0.0", "/.zarray",
        "/.zattrs", "/.zgroup", "/.zmetadata", "/x/zarr.json"
      })
  void keyWithoutAChunkIsNotFound(String key) throws IOException {
    api.get("/zarr/weather/" + KEY + "/weather" + key).problem(404, "not-found");
  }

  @ParameterizedTest
  @CsvSource({
    "/zarr/.zgroup,not-found",
    "/zarr/weather/.zmetadata,not-found",
    "/zarr/weather/pam.aux.xml,not-found",
    "/zarr/weather/x.ovr,not-found",
    "/zarr/nowhere/zarr.json,collection-not-found",
    "/zarr/weather/nothing/zarr.json,not-found",
    "/zarr/weather/~2020-01-01T00:00:00Z/zarr.json,array-not-found",
    "/zarr/weather/~2023-01-03T00:00:00Z/none/zarr.json,not-found",
    "/zarr//weather/zarr.json,not-found",
    "/zarr/weather//zarr.json,not-found",
  })
  void pathWithoutANodeIsNotFound(String path, String code) throws IOException {
    api.get(path).problem(404, code);
  }

  @Test
  void groupsMayBearAnEndingAndKeysMayBeEncoded() throws IOException {
    JsonNode plain = zarr.document("/zarr/weather/" + KEY);
    assertThat(zarr.document("/zarr/weather/" + KEY + ".zarr")).isEqualTo(plain);
    assertThat(zarr.document("/zarr/weather.zarr/" + KEY)).isEqualTo(plain);
    assertThat(zarr.document("/zarr/weather.zarr/%7E2023-01-03T00%3A00%3A00Z.zarr"))
        .isEqualTo(plain);
    String id = api.get(C + "/weather/arrays/" + KEY).expect(200).json().get("id").asString();
    assertThat(zarr.document("/zarr/weather/" + id)).isEqualTo(plain);
    api.get("/zarr/weather.zarr/" + KEY + ".zarr/weather/c/0/0/0/0/0").expect(200);
  }

  @Test
  void pagesListWhatIsBelow() throws IOException {
    String page = api.get("/zarr").expect(200).text();
    assertThat(page)
        .contains("<title>Index of /zarr/</title>", "<a href=\"weather/\">weather/</a>");
    assertThat(api.get("/zarr/").expect(200).text()).contains("<a href=\"weather/\">weather/</a>");
    for (String path : List.of("/zarr/weather", "/zarr/weather/")) {
      Answer answer = api.get(path).expect(200);
      assertThat(answer.header("Content-Type")).startsWith("text/html");
      assertThat(answer.text())
          .contains("<title>Index of /zarr/weather/</title>", "<a href=\"" + KEY + "/\">");
    }
    assertThat(api.get("/zarr/weather/" + KEY + "/").expect(200).text())
        .contains("<a href=\"weather/\">", "<a href=\"hour/\">", "<a href=\"zarr.json\">")
        .doesNotContain("<a href=\"n/\">");
    Answer head = api.head("/zarr/weather/").expect(200);
    assertThat(head.header("Content-Length"))
        .isEqualTo("" + api.get("/zarr/weather/").response().body().length);
  }

  @Test
  void documentsAndPagesAreSentWholeWhateverPartIsAskedFor() throws IOException {
    for (String path : List.of("/zarr.json", "/weather/zarr.json", "/")) {
      String address = "/zarr/weather/" + KEY + path;
      Answer whole = api.get(address).expect(200);
      assertThat(whole.header("Accept-Ranges")).isEqualTo("none");
      Answer part = api.get(address, "Range", "bytes=5-11").expect(200);
      assertThat(part.response().body()).isEqualTo(whole.response().body());
      api.get(address, "Range", "bytes=99999999-").expect(200);
      Answer head = api.head(address).expect(200);
      assertThat(head.header("Content-Length")).isEqualTo("" + whole.response().body().length);
      assertThat(head.response().body()).isEmpty();
      api.get(address, "If-None-Match", head.header("ETag")).expect(304);
    }
  }

  @Test
  void partsOfChunks() throws IOException {
    for (String path : List.of("/weather/c/0/0/0/0/0", "/hour/c/0")) {
      String address = "/zarr/weather/" + KEY + path;
      byte[] whole = api.get(address).expect(200).response().body();
      Answer head = api.head(address).expect(200);
      assertThat(head.header("Content-Length")).isEqualTo("" + whole.length);
      assertThat(head.header("Accept-Ranges")).isEqualTo("bytes");
      assertThat(head.response().body()).isEmpty();
      assertPart(address, "bytes=0-" + (whole.length - 1), whole, 0, whole.length);
      assertPart(address, "bytes=5-11", whole, 5, 12);
      assertPart(address, "bytes=7-", whole, 7, whole.length);
      assertPart(address, "bytes=-9", whole, whole.length - 9, whole.length);
      Answer past = api.get(address, "Range", "bytes=" + whole.length + "-");
      past.problem(416, "range-not-satisfiable");
      assertThat(past.header("Content-Range")).isEqualTo("bytes */" + whole.length);
      String etag = head.header("ETag");
      assertThat(etag).startsWith("\"");
      api.get(address, "Range", "bytes=1-2", "If-Range", etag).expect(206);
      api.get(address, "Range", "bytes=1-2", "If-Range", "\"other\"").expect(200);
      api.get(address, "If-None-Match", etag).expect(304);
      api.get(address, "If-Match", etag).expect(200);
      api.get(address, "If-Match", "\"other\"").problem(412, "version-mismatch");
      Answer zipped = api.get(address, "Accept-Encoding", "gzip", "Range", "bytes=5-11");
      assertThat(zipped.expect(206).header("Content-Encoding")).isEmpty();
    }
  }

  private void assertPart(String address, String range, byte[] whole, int from, int to)
      throws IOException {
    Answer part = api.get(address, "Range", range).expect(206);
    assertThat(part.response().body()).isEqualTo(Arrays.copyOfRange(whole, from, to));
    assertThat(part.header("Content-Range"))
        .isEqualTo("bytes " + from + "-" + (to - 1) + "/" + whole.length);
  }

  @Test
  void tagOfAChunkChangesWithItsArray() throws IOException {
    newDay("2023-02-01T00:00:00Z");
    String chunk = "/zarr/weather/~2023-02-01T00:00:00Z/weather/c/0/0/0/0/0";
    String before = api.get(chunk).expect(200).header("ETag");
    put("weather", "~2023-02-01T00:00:00Z", new byte[3 * 5 * 2 * 2 * 2 * 8]);
    Answer after = api.get(chunk, "If-None-Match", before).expect(200);
    assertThat(after.header("ETag")).isNotEqualTo(before);
    api.get(chunk, "If-Match", before).problem(412, "version-mismatch");
  }

  @Test
  void chunksOfADeletedArrayAreGoneForWhoeverHasItsDocument() throws IOException {
    newDay("2023-03-01T00:00:00Z");
    newDay("2023-03-02T00:00:00Z");
    String first = "/zarr/weather/~2023-03-01T00:00:00Z";
    String second = "/zarr/weather/~2023-03-02T00:00:00Z";
    zarr.document(first);
    api.delete(C + "/weather/arrays/~2023-03-01T00:00:00Z").expect(204);
    api.delete(C + "/weather/arrays/~2023-03-02T00:00:00Z").expect(204);
    api.get(first + "/weather/c/0/0/0/0/0").problem(410, "array-deleted");
    api.get(first + "/hour/c/0").problem(410, "array-deleted");
    api.get(first + "/zarr.json").problem(404, "array-not-found");
    api.get(second + "/weather/c/0/0/0/0/0").problem(404, "array-not-found");
  }

  @Test
  void chunksOfADeletedCollectionAreGone() throws IOException {
    api.json("POST", C, WEATHER.replace("\"weather\"", "\"brief\"")).expect(201);
    String array = "{\"primary_attributes\": {\"dt\": \"2023-01-03T00:00:00Z\"}}";
    api.json("POST", C + "/brief/arrays", array).expect(201);
    zarr.document("/zarr/brief.zarr/" + KEY + "/brief");
    api.delete(C + "/brief").expect(204);
    api.get("/zarr/brief.zarr/" + KEY + "/brief/c/0/0/0/0/0").problem(410, "array-deleted");
    api.get("/zarr/brief/" + KEY + "/brief/zarr.json").problem(404, "collection-not-found");
  }

  @Test
  void fillValueThatTheSchemaNamesIsAMissingValue() throws IOException {
    String schema =
        "{\"name\": \"filled\", \"kind\": \"array\", \"dtype\": \"int16\", \"fill_value\": -1,"
            + " \"dimensions\": [{\"name\": \"filled\", \"size\": 2}, {\"name\": \"data\", \"size\": 2}]}";
    api.json("POST", C, schema).expect(201);
    String id = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
    api.json("POST", C + "/filled/arrays", "{\"id\": \"" + id + "\"}").expect(201);
    JsonNode nodes = zarr.document("/zarr/filled/" + id).at("/consolidated_metadata/metadata");
    assertThat(nodes.propertyNames()).containsExactly("data_");
    assertThat(nodes.at("/data_/fill_value").asInt()).isEqualTo(-1);
    assertThat(nodes.at("/data_/attributes/_FillValue").asInt()).isEqualTo(-1);
  }

  @Test
  void browsersOfOtherOriginsMayReadTheHeaders() throws IOException {
    Answer answer =
        api.get("/zarr/weather/" + KEY + "/hour/c/0", "Origin", "https://maps.example.org");
    assertThat(answer.expect(200).header("Access-Control-Expose-Headers"))
        .contains("Content-Length", "Content-Range", "ETag", "Accept-Ranges");
    Answer asked =
        api.send(
            api.request("/zarr/weather/" + KEY + "/hour/c/0")
                .header("Origin", "https://maps.example.org")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "range,x-api-key")
                .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody()));
    assertThat(asked.expect(200).header("Access-Control-Allow-Headers")).contains("range");
  }

  @Test
  void nothingIsWritten() throws IOException {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    api.body("PUT", "/zarr/weather/zarr.json", "application/json", body)
        .problem(405, "method-not-allowed");
    api.delete("/zarr/weather").problem(405, "method-not-allowed");
  }
}
