package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Cells written behind the last that there are. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class AppendTest extends OwnStorage {
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5c";

  private String make(String name, String members) throws IOException {
    if (api.get(COLLECTIONS + "/" + name).status() == 200) {
      api.delete(COLLECTIONS + "/" + name).expect(204);
    }
    String document =
        """
        {"name": "%s", %s, "dimensions": [
         {"name": "y", "size": 2},
         {"name": "t", "type": "time", "size": 6, "start_value": "2024-05-01T00:00:00Z", "step": "PT4H"}]}
        """
            .formatted(name, members);
    api.json("POST", COLLECTIONS, document).expect(201);
    api.json("POST", COLLECTIONS + "/" + name + "/arrays", "{\"id\": \"" + ID + "\"}").expect(201);
    return COLLECTIONS + "/" + name + "/arrays/" + ID + "/subset";
  }

  private String values(String subset) throws IOException {
    return api.get(subset + "?layout=values&format=json").expect(200).text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"kind\": \"array\", \"dtype\": \"int16\", \"fill_value\": 0",
        "\"kind\": \"array\", \"dtype\": \"int16\", \"fill_value\": 0, \"storage\": \"zarr\"",
        "\"kind\": \"varray\", \"dtype\": \"int16\", \"fill_value\": 0, \"vgrid\": [1, 3]",
      })
  void cellsGoBehindTheLastThatThereAre(String members) throws IOException {
    String subset = make("behind", members);
    String append = subset + "?append=t";
    String tag = api.json("PUT", append, "[[1, 2], [3, 4]]").expect(204).header("ETag");
    assertThat(api.get(subset).expect(200).header("ETag"))
        .startsWith(tag.substring(0, tag.length() - 1));
    assertThat(values(subset)).isEqualTo("[[1,2,0,0,0,0],[3,4,0,0,0,0]]");
    api.json("PUT", append, "[[5], [6]]").expect(204);
    api.json("PUT", append, "{\"dtype\": \"int16\", \"shape\": [2, 1], \"data\": [[0], [7]]}")
        .expect(204);
    assertThat(values(subset)).isEqualTo("[[1,2,5,0,0,0],[3,4,6,7,0,0]]");
    ByteBuffer raw = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    raw.putShort((short) 8).putShort((short) 9);
    api.send(
            api.request(append)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(raw.array())))
        .expect(204);
    assertThat(values(subset)).isEqualTo("[[1,2,5,0,8,0],[3,4,6,7,9,0]]");
    byte[] npy = api.get(subset + "?format=npy&slice=:,:1").expect(200).response().body();
    Answer last =
        api.send(
            api.request(append)
                .header("Content-Type", "application/x-npy")
                .PUT(BodyPublishers.ofByteArray(npy)));
    last.expect(204);
    assertThat(values(subset)).isEqualTo("[[1,2,5,0,8,1],[3,4,6,7,9,3]]");
    JsonNode full = api.json("PUT", append, "[[1], [1]]").problem(422, "shape-mismatch");
    assertThat(full.get("free").asInt()).isZero();
  }

  @Test
  void postedCellsGoBehindTheLastAsWell() throws IOException {
    String subset = make("posted", "\"kind\": \"array\", \"dtype\": \"int16\", \"fill_value\": 0");
    String append = subset + "?append=t";
    Answer first = api.json("POST", append, "[[1, 2], [3, 4]]").expect(204);
    assertThat(first.header("ETag")).isNotEmpty();
    api.json("POST", append, "{\"data\": 5}").expect(204);
    assertThat(values(subset)).isEqualTo("[[1,2,5,0,0,0],[3,4,5,0,0,0]]");
    JsonNode unnamed = api.json("POST", subset, "[[1], [1]]").problem(400, "invalid-request");
    assertThat(unnamed.get("parameter").asString()).isEqualTo("append");
    api.json("POST", append + "&slice=0", "[[1], [2]]").problem(400, "invalid-request");
    api.json("POST", subset + "?append=", "[[1], [2]]").problem(400, "invalid-slice");
    assertThat(values(subset)).isEqualTo("[[1,2,5,0,0,0],[3,4,5,0,0,0]]");
  }

  @Test
  void whatDoesNotFitIsRefusedAndChangesNothing() throws IOException {
    String subset = make("unfit", "\"kind\": \"array\", \"dtype\": \"int16\", \"fill_value\": 0");
    String append = subset + "?append=t";
    api.json("PUT", append, "[[1, 2, 3, 4], [1, 2, 3, 4]]").expect(204);
    String before = api.get(subset).expect(200).header("ETag");
    JsonNode many =
        api.json("PUT", append, "[[1, 2, 3], [1, 2, 3]]").problem(422, "shape-mismatch");
    assertThat(many.get("free").asInt()).isEqualTo(2);
    assertThat(many.get("found").asInt()).isEqualTo(3);
    api.json("PUT", append, "[[1, 2], [1]]").problem(422, "shape-mismatch");
    api.json("PUT", append, "[[], []]").problem(422, "shape-mismatch");
    api.json("PUT", append, "[1, 2, 3]").problem(422, "shape-mismatch");
    api.json("PUT", append, "{}").problem(400, "malformed-body");
    api.json("PUT", append, "[[1").problem(400, "malformed-body");
    api.json("PUT", subset + "?append=z", "[[1], [2]]").problem(400, "invalid-slice");
    api.json("PUT", append + "&slice=0", "[[1], [2]]").problem(400, "invalid-request");
    api.json("PUT", append + "&isel.y=0", "[[1]]").problem(400, "invalid-request");
    api.send(
            api.request(append)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(new byte[6])))
        .problem(400, "malformed-body");
    api.send(
            api.request(append)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"other\"")
                .PUT(BodyPublishers.ofString("[[1], [2]]")))
        .problem(412, "version-mismatch");
    assertThat(api.get(subset).expect(200).header("ETag")).isEqualTo(before);
  }

  @Test
  void noneOfManyAtOnceIsLost() throws Exception {
    String subset = make("many", "\"kind\": \"array\", \"dtype\": \"int16\", \"fill_value\": 0");
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (int n = 1; n <= 6; n++) {
        String body = "[[" + n + "],[" + 10 * n + "]]";
        all.add(
            threads.submit(() -> {
              while (true) {
                Answer answer = api.json("PUT", subset + "?append=t", body);
                if (answer.status() == 204) {
                  return null;
                }
                answer.problem(423, "locked");
              }
            }));
      }
    }
    for (Future<?> each : all) {
      each.get();
    }
    JsonNode rows = api.get(subset + "?layout=values&format=json").expect(200).json();
    List<Integer> first = rows.get(0).valueStream().map(JsonNode::asInt).toList();
    assertThat(first).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
    assertThat(rows.get(1).valueStream().map(JsonNode::asInt).toList())
        .isEqualTo(first.stream().map(n -> 10 * n).toList());
  }
}
