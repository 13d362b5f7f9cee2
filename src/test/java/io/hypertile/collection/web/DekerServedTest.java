package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.DekerFixtures;
import io.hypertile.HypertileApplication;
import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that Deker says of the storages it wrote, asked over HTTP from the application on a
 * copy of each.
 */
class DekerServedTest {
  static final List<String> STORAGES = List.of("basic", "types", "layouts");

  private static final Pattern MINUS_ZERO = Pattern.compile("-0(\\.0*)?(e[+-]?\\d+)?[],\"]");

  /** Keeps the digits and range of 80-bit floats. */
  private static final JsonMapper EXACT =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  @TempDir Path directory;

  private ApiClient api = new ApiClient(0);

  /** One array of a storage with what must be served of it. */
  private record Served(JsonNode collection, JsonNode array) {
    String path() {
      return "/api/v1/collections/" + text(collection, "name") + "/arrays/" + text(array, "id");
    }

    String subset(JsonNode items, String more) {
      return path() + "/subset?" + more + "&slice=" + encoded(DekerSlices.text(items));
    }

    @Override
    public String toString() {
      return path();
    }
  }

  @FunctionalInterface
  private interface Check {
    void on(Served served) throws Exception;
  }

  private void serve(String storage, Check check) throws Exception {
    Path root = DekerFixtures.unpack(storage, directory);
    String[] arguments = {"--server.port=0", "--hypertile.storage.root=" + root};
    try (ConfigurableApplicationContext running =
        SpringApplication.run(HypertileApplication.class, arguments)) {
      api = new ApiClient(((WebServerApplicationContext) running).getWebServer().getPort());
      for (JsonNode collection : DekerFixtures.expected(storage).get("collections")) {
        for (JsonNode array : collection.get("arrays")) {
          check.on(new Served(collection, array));
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("STORAGES")
  void everyArrayIsServedAsDekerWroteIt(String storage) throws Exception {
    int[] checked = {0};
    serve(
        storage,
        served -> {
          checkCollection(served.collection());
          checkArray(served);
          for (JsonNode subset : served.array().get("subsets")) {
            checkSubset(served, subset);
            checked[0]++;
          }
          for (JsonNode refused : served.collection().get("index_errors")) {
            checkRefused(served, refused);
          }
        });
    assertThat(checked[0]).isGreaterThan(10);
  }

  /** Writes the cells of a box as they are, then others, and reads the whole after each. */
  @ParameterizedTest
  @FieldSource("STORAGES")
  void writingABoxChangesNothingElse(String storage) throws Exception {
    serve(
        storage,
        served -> {
          String subset = served.path() + "/subset";
          byte[] before = npy(served.path() + "/subset?format=npy");
          int[] shape = ints(served.collection().get("shape"));
          int[] box = box(shape);
          String slice = subset + "?slice=" + encoded(DekerSlices.leading(box));
          byte[] cells = npy(slice + "&format=npy");
          int size = before.length / Arrays.stream(shape).reduce(1, (a, b) -> a * b);
          put(slice, header(served, box), cells);
          assertThat(npy(subset + "?format=npy")).as(served.path()).isEqualTo(before);
          byte[] changed = cells.clone();
          for (int at = 0; at < changed.length; at += size) {
            System.arraycopy(before, before.length - size, changed, at, size);
          }
          put(slice, header(served, box), changed);
          byte[] expected = before.clone();
          putBox(expected, shape, box, changed, size);
          assertThat(npy(subset + "?format=npy")).as(served.path()).isEqualTo(expected);
          assertThat(npy(slice + "&format=npy")).as(served.path()).isEqualTo(changed);
        });
  }

  private void checkCollection(JsonNode expected) throws IOException {
    JsonNode shown = api.get("/api/v1/collections/" + text(expected, "name")).expect(200).json();
    assertThat(text(shown, "name")).isEqualTo(text(expected, "name"));
    assertThat(text(shown, "kind")).isEqualTo(text(expected, "type"));
    int[] sizes = new int[shown.get("dimensions").size()];
    Arrays.setAll(sizes, axis -> shown.get("dimensions").get(axis).get("size").asInt());
    assertThat(sizes).isEqualTo(ints(expected.get("shape")));
    JsonNode deker =
        api.get("/api/v1/collections/" + text(expected, "name") + "?format=deker")
            .expect(200)
            .json();
    assertThat(text(deker, "metadata_version")).isEqualTo("0.2");
  }

  private void checkArray(Served served) throws IOException {
    Answer byId = api.get(served.path()).expect(200);
    JsonNode array = byId.json();
    assertThat(text(array, "id")).isEqualTo(text(served.array(), "id"));
    checkAttributes(array.get("primary_attributes"), served.array().get("primary_attributes"));
    checkAttributes(array.get("custom_attributes"), served.array().get("custom_attributes"));
    assertThat(ints(array.get("shape"))).isEqualTo(ints(served.collection().get("shape")));
    if (!served.array().get("primary_attributes").isEmpty()) {
      String key = DekerSlices.key(served.array().get("primary_attributes"));
      String path = served.path().replace(text(array, "id"), key);
      assertThat(api.get(path).expect(200).json()).as(path).isEqualTo(array);
      byte[] cells = npy(served.path() + "/subset?format=npy");
      assertThat(npy(path + "/subset?format=npy")).as(path).isEqualTo(cells);
    }
  }

  private static void checkAttributes(JsonNode shown, JsonNode expected) {
    assertThat(shown.propertyNames())
        .containsExactlyElementsOf(
            expected.valueStream().map(pair -> pair.get(0).asString()).toList());
    for (JsonNode pair : expected) {
      DekerSlices.assertValue(shown.get(pair.get(0).asString()), pair.get(1));
    }
  }

  private void checkSubset(Served served, JsonNode subset) throws Exception {
    String url = served.subset(subset.get("items"), "format=npy");
    byte[] body = api.get(url).expect(200).response().body();
    int length = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    String head = new String(body, 10, length, StandardCharsets.US_ASCII);
    String shape = DekerSlices.tuple(ints(subset.get("shape")));
    assertThat(head)
        .as(url)
        .contains("'descr': '" + text(served.collection(), "dtype") + "'")
        .contains("'fortran_order': False")
        .contains("'shape': " + shape);
    if (!subset.get("sha256").isNull()) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(npy(url));
      assertThat(HexFormat.of().formatHex(digest)).as(url).isEqualTo(text(subset, "sha256"));
    }
    if (subset.has("values")) {
      String json =
          api.get(served.subset(subset.get("items"), "format=json&layout=values&nan=string"))
              .expect(200)
              .text();
      String dtype = text(served.collection(), "dtype");
      DekerSlices.assertCells(EXACT.readTree(json), subset.get("values"), dtype);
      // A decimal has no sign of zero.
      boolean hasMinusZero = MINUS_ZERO.matcher(subset.get("values").toString()).find();
      assertThat(MINUS_ZERO.matcher(json).find()).as(json).isEqualTo(hasMinusZero);
    }
  }

  private void checkRefused(Served served, JsonNode refused) throws IOException {
    String url = served.subset(refused.get("items"), "format=npy");
    if (DekerSlices.hasStep(refused.get("items"))) {
      // Steps are more than Deker has (rule 143).
      api.get(url).expect(200);
    } else {
      api.get(url).problem(400, "invalid-slice");
    }
  }

  private byte[] npy(String path) throws IOException {
    byte[] body = api.get(path).expect(200).response().body();
    int start = 10 + ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    return Arrays.copyOfRange(body, start, body.length);
  }

  private void put(String path, String header, byte[] cells) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer body =
        ByteBuffer.allocate(10 + text.length + cells.length).order(ByteOrder.LITTLE_ENDIAN);
    body.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    body.put((byte) 1).put((byte) 0).putShort((short) text.length).put(text).put(cells);
    api.body("PUT", path, "application/x-npy", body.array()).expect(204);
  }

  private static String header(Served served, int[] shape) {
    return "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n"
        .formatted(text(served.collection(), "dtype"), DekerSlices.tuple(shape));
  }

  /** The first half of every axis. */
  private static int[] box(int[] shape) {
    return Arrays.stream(shape).map(length -> Math.max(1, length / 2)).toArray();
  }

  private static void putBox(byte[] array, int[] shape, int[] box, byte[] cells, int size) {
    int[] at = new int[shape.length];
    for (int cell = 0; cell < cells.length / size; cell++) {
      int index = 0;
      for (int axis = 0; axis < at.length; axis++) {
        index = index * shape[axis] + at[axis];
      }
      System.arraycopy(cells, cell * size, array, index * size, size);
      for (int axis = at.length - 1; axis >= 0 && ++at[axis] == box[axis]; axis--) {
        at[axis] = 0;
      }
    }
  }

  private static int[] ints(JsonNode list) {
    int[] values = new int[list.size()];
    Arrays.setAll(values, i -> list.get(i).asInt());
    return values;
  }

  private static String text(JsonNode node, String member) {
    return node.get(member).asString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
