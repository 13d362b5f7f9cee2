package io.hypertile.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.collection.PartitionService;
import io.hypertile.deker.form.KeyPath;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The profile {@code demo} on an empty storage. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@DirtiesContext
class DemoTest {
  private static final String WEATHER = "/api/v1/collections/demo_weather";

  @TempDir static Path directory;

  @LocalServerPort int port;
  @Autowired CollectionService collections;
  @Autowired ArrayService arrays;
  @Autowired DatasetService datasets;
  @Autowired PartitionService partitions;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> directory.resolve("root").toString());
  }

  @Test
  void aWeekOfWeatherAndATiledMapAreThere() throws Exception {
    assertThat(get(WEATHER)).contains("\"arrays\":7");
    String values =
        get(
            WEATHER
                + "/arrays/~2024-06-03T00:00:00Z/subset"
                + "?slice=2024-06-03T12:00,(50.0,0.0,-50.0),15.0,temperature&format=json"
                + "&layout=values");
    String[] kelvin = values.replaceAll("[\\[\\]\\s]", "").split(",");
    assertThat(kelvin).hasSize(3);
    assertThat(Double.parseDouble(kelvin[1]))
        .as("warmer at the equator: %s", values)
        .isGreaterThan(Double.parseDouble(kelvin[0]) + 10)
        .isBetween(280.0, 315.0);
    assertThat(get("/api/v1/collections/demo_terrain/arrays/~nowhere/tiles"))
        .contains("\"position\"");
    assertThat(get("/api/v1/collections/demo_floats/datasets/float_003"))
        .contains("\"row_count\":20,\"null_count\":3", "\"platform\":\"ship\"");
    assertThat(get("/api/v1/collections/demo_tracks/partitions?filter=cycle==2"))
        .contains("\"path\":\"cycle=2/track=1\"", "\"rows\":10");
    assertThat(get("/api/v1/collections/demo_tracks/indexes/by_track?track=1&cycle=2"))
        .contains("{\"path\":\"cycle=2/track=1\",\"ranges\":[[0,10]]}");
    assertThat(
            get("/api/v1/collections/demo_corrections/rows?variables=correction&isel.time=19:21"))
        .contains("[0.19,null]");
  }

  @Test
  void fillingAgainChangesNothingAndOtherStoragesAreLeftAlone() throws Exception {
    Demo demo = new Demo(collections, arrays, datasets, partitions, KeyPath::requireNew);
    String before = get(WEATHER + "/arrays");
    assertThat(demo.fill()).isTrue();
    assertThat(get(WEATHER + "/arrays")).isEqualTo(before);

    collections.delete(new CollectionName("demo_terrain"), ignored -> {});
    assertThat(demo.fill()).isTrue();
    assertThat(collections.find(new CollectionName("demo_terrain"))).isPresent();

    send(
        HttpRequest.newBuilder(uri("/api/v1/collections"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"name": "own", "kind": "array", "dtype": "int8",
                     "dimensions": [{"name": "x", "size": 2}]}\
                    """)));
    try {
      collections.delete(new CollectionName("demo_terrain"), ignored -> {});
      assertThat(demo.fill()).isFalse();
      assertThat(collections.find(new CollectionName("demo_terrain"))).isEmpty();
    } finally {
      collections.delete(new CollectionName("own"), ignored -> {});
      assertThat(demo.fill()).isTrue();
    }
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  private String get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as("%s", answer.body()).isBetween(200, 299);
      return answer.body();
    }
  }
}
