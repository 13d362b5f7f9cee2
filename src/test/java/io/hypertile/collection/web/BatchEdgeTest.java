package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.collection.web.ApiClient.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Batches in every shape that files and programs give them, over HTTP, on files. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"hypertile.limits.document=256KB", "hypertile.limits.body=4MB"})
@DirtiesContext
class BatchEdgeTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ARRAYS = COLLECTIONS + "/batch/arrays";
  private static final String BATCH = ARRAYS + ":batch";
  private static final String LINES = "application/x-ndjson";
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void createCollection() throws IOException {
    api = new ApiClient(port);
    api.delete(COLLECTIONS + "/batch");
    api.json(
            "POST",
            COLLECTIONS,
            """
            {"name": "batch", "kind": "array", "dtype": "int16",
             "dimensions": [{"name": "y", "size": 3}],
             "attributes": [{"name": "n", "dtype": "int", "primary": true},
                            {"name": "s", "dtype": "string"}]}
            """)
        .expect(201);
  }

  private TreeSet<Integer> numbers() throws IOException {
    TreeSet<Integer> numbers = new TreeSet<>();
    String next = ARRAYS + "?limit=1000";
    while (!next.isEmpty()) {
      JsonNode page = api.get(next).expect(200).json();
      page.get("items")
          .forEach(item ->
              assertThat(numbers.add(item.get("primary_attributes").get("n").asInt())).isTrue());
      next = page.get("next").isNull() ? "" : page.get("next").asString();
    }
    return numbers;
  }

  private List<JsonNode> results(byte[] body) throws IOException {
    Answer answer = api.body("POST", BATCH, LINES, body).expect(200);
    assertThat(answer.header("Content-Type")).startsWith(LINES);
    JsonMapper mapper = JsonMapper.builder().build();
    return answer.text().lines().map(mapper::readTree).toList();
  }

  private static void checkResult(JsonNode result) {
    if (result.get("status").asInt() == 201) {
      assertThat(result.get("location").asString())
          .isEqualTo(ARRAYS + "/" + result.get("id").asString());
    } else {
      JsonNode problem = result.get("problem");
      assertThat(problem.get("status").asInt()).isEqualTo(result.get("status").asInt());
      assertThat(problem.get("detail").asString()).endsWith(".").hasSizeGreaterThan(20);
      assertThat(problem.get("code").asString()).isNotBlank();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.hypertile.collection.web.BatchBodies#lines")
  void everyLineHasItsResult(String name, byte[] body, String expected) throws IOException {
    List<JsonNode> results = results(body);
    results.forEach(BatchEdgeTest::checkResult);
    List<String> statuses =
        results.stream().map(result -> result.get("status").asInt() + "").toList();
    List<String> wanted = expected.isEmpty() ? List.of() : List.of(expected.split(" "));
    assertThat(statuses).as(results + "").hasSameSizeAs(wanted);
    for (int at = 0; at < wanted.size(); at++) {
      if (wanted.get(at).equals("REFUSED")) {
        assertThat(statuses.get(at)).isIn("400", "422");
      } else {
        assertThat(statuses.get(at)).as(results.get(at) + "").isEqualTo(wanted.get(at));
      }
    }
    assertThat(numbers()).hasSize((int) statuses.stream().filter("201"::equals).count());
  }

  @Test
  void refusalsNameTheLineOfTheBodyAsAnEditorCountsThem() throws IOException {
    List<JsonNode> results =
        results(
            BatchBodies.bytes(
                "\n",
                BatchBodies.array(1),
                "\r\n\r\n{\n",
                BatchBodies.array(1),
                "\n\n  [1,]\n",
                "z".repeat(1 << 21)));
    List<Integer> lines = new ArrayList<>();
    results.forEach(result -> {
      JsonNode problem = result.get("problem");
      if (problem != null && problem.has("body_line")) {
        lines.add(problem.get("body_line").asInt());
      }
    });
    assertThat(lines).containsExactly(4, 7, 8);
  }

  @Test
  void arraysThatAreThereAreNotTouched() throws IOException {
    String made =
        api.json(
                "POST",
                ARRAYS,
                "{\"id\":\""
                    + ID
                    + "\",\"primary_attributes\":{\"n\":1},"
                    + "\"custom_attributes\":{\"s\":\"first\"}}")
            .expect(201)
            .header("ETag");
    String other = "{\"primary_attributes\":{\"n\":1},\"custom_attributes\":{\"s\":\"second\"}}";
    JsonNode items =
        api.json(
                "POST",
                BATCH,
                "[" + other + "," + BatchBodies.named(ID, 7) + "," + BatchBodies.array(2) + "]")
            .expect(200)
            .json()
            .get("items");
    items.forEach(BatchEdgeTest::checkResult);
    assertThat(items.get(0).get("status").asInt()).isEqualTo(409);
    assertThat(items.get(1).get("status").asInt()).isEqualTo(409);
    assertThat(items.get(2).get("status").asInt()).isEqualTo(201);
    Answer still = api.get(ARRAYS + "/" + ID).expect(200);
    assertThat(still.header("ETag")).isEqualTo(made);
    assertThat(still.json().get("custom_attributes").get("s").asString()).isEqualTo("first");
    assertThat(numbers()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          ''            | 400 | malformed-body
          null          | 400 | malformed-body
          {}            | 400 | malformed-body
          [1, 2         | 400 | malformed-body
          [] []         | 400 | malformed-body
          [{"id": 1, "id": 1}] | 400 | malformed-body
          [NaN]         | 400 | malformed-body
          """)
  void malformedListsMakeNothing(String body, int status, String code) throws IOException {
    JsonNode problem = api.json("POST", BATCH, body.equals("''") ? "" : body).problem(status, code);
    assertThat(problem.get("detail").asString()).endsWith(".").hasSizeGreaterThan(20);
    assertThat(numbers()).isEmpty();
  }

  @Test
  void listsOfTooManyItemsMakeNothing() throws IOException {
    JsonNode problem =
        api.json("POST", BATCH, "[" + BatchBodies.array(1) + ",1".repeat(100_000) + "]")
            .problem(413, "body-too-large");
    assertThat(problem.get("limit").asInt()).isEqualTo(100_000);
    assertThat(problem.get("requested").asInt()).isEqualTo(100_001);
    assertThat(problem.get("detail").asString()).contains(LINES);
    assertThat(numbers()).isEmpty();
  }

  @Test
  void everyItemOfALongListHasItsResult() throws IOException {
    String items = "1,".repeat(30_000);
    JsonNode all = api.json("POST", BATCH, "[" + items + "1]").expect(200).json().get("items");
    assertThat(all).hasSize(30_001);
    all.forEach(item -> assertThat(item.get("status").asInt()).isEqualTo(422));
    assertThat(numbers()).isEmpty();
  }

  @Test
  void bodyThatGrowsTooLongHasResultsUpToThere() throws IOException {
    String lines =
        (BatchBodies.array(1) + "\n" + BatchBodies.array(2) + "\n" + " ".repeat(1 << 16) + "\n")
            .repeat(70);
    HttpRequest.Builder request =
        api.request(BATCH)
            .header("Content-Type", LINES)
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8))));
    Answer answer = api.send(request).expect(200);
    JsonMapper mapper = JsonMapper.builder().build();
    List<JsonNode> results = answer.text().lines().map(mapper::readTree).toList();
    results.forEach(BatchEdgeTest::checkResult);
    assertThat(results.getFirst().get("status").asInt()).isEqualTo(201);
    assertThat(results.getLast().get("status").asInt()).isEqualTo(413);
    assertThat(results.getLast().get("problem").get("body_line").asInt())
        .isBetween(3 * 63 - 2, 3 * 64 + 1);
    assertThat(numbers()).containsExactly(1, 2);
  }

  @Test
  void listMayBeginWithAMarkAndEndWithBlanks() throws IOException {
    byte[] body =
        BatchBodies.bytes(
            0xef,
            0xbb,
            0xbf,
            "\r\n[",
            BatchBodies.array(1),
            ",\n",
            BatchBodies.array(2),
            "]\r\n\n");
    JsonNode items =
        api.body("POST", BATCH, "application/json; charset=utf-8", body)
            .expect(200)
            .json()
            .get("items");
    assertThat(items).hasSize(2).allSatisfy(BatchEdgeTest::checkResult);
    assertThat(numbers()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-ndjson",
        "application/ndjson",
        "Application/X-NDJSON; charset=utf-8"
      })
  void linesGoByTheirNames(String type) throws IOException {
    Answer answer =
        api.body(
                "POST",
                BATCH,
                type,
                BatchBodies.bytes(BatchBodies.array(1), "\n", BatchBodies.array(2)))
            .expect(200);
    assertThat(answer.text().lines()).hasSize(2);
  }

  @Test
  void randomMixtureHasTheResultOfEachByItself() throws IOException {
    Random random = TestSeed.random();
    TreeSet<Integer> made = new TreeSet<>();
    List<Integer> expected = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    for (int line = 0; line < 1_300; line++) {
      int number = random.nextInt(900);
      switch (random.nextInt(12)) {
        case 0 -> body.append(" ".repeat(random.nextInt(4)));
        case 1 -> {
          body.append(BatchBodies.array(number), 0, 15);
          expected.add(400);
        }
        case 2 -> {
          body.append(BatchBodies.array(number).replace("\"n\"", "\"m\""));
          expected.add(422);
        }
        default -> {
          body.append(BatchBodies.array(number));
          expected.add(made.add(number) ? 201 : 409);
        }
      }
      body.append(random.nextBoolean() ? "\r\n" : "\n");
    }
    List<JsonNode> results = results(BatchBodies.bytes(body));
    results.forEach(BatchEdgeTest::checkResult);
    assertThat(results.stream().map(result -> result.get("status").asInt()).toList())
        .isEqualTo(expected);
    assertThat(numbers()).isEqualTo(made);
  }

  /** Sends a request whose body breaks off, and waits until the server has closed. */
  private void cut(String head, String body) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST "
                  + BATCH
                  + " HTTP/1.1\r\nHost: x\r\nContent-Type: "
                  + LINES
                  + "\r\n"
                  + head
                  + "\r\n\r\n"
                  + body)
              .getBytes(StandardCharsets.UTF_8));
      out.flush();
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).doesNotStartWith("HTTP/1.1 2").doesNotStartWith("HTTP/1.1 5");
    }
  }

  @Test
  void cutBodyMakesNoArrayOfTheLineThatBrokeOff() throws IOException {
    String lines = BatchBodies.array(1) + "\n" + BatchBodies.array(2) + "\n";
    cut("Content-Length: 5000", lines + BatchBodies.array(3));
    cut("Transfer-Encoding: chunked", "800\r\n" + lines + BatchBodies.array(3));
    assertThat(numbers()).doesNotContain(3).isSubsetOf(1, 2);
    JsonNode again = results(BatchBodies.bytes(lines, BatchBodies.array(3))).getLast();
    assertThat(again.get("status").asInt()).isEqualTo(201);
    assertThat(numbers()).containsExactly(1, 2, 3);
  }
}
