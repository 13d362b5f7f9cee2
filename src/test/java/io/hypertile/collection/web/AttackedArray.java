package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server with the collection {@code c} of one array, for requests that no honest client sends.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "hypertile.limits.document=64KB",
      "hypertile.limits.body=64KB"
    })
@Import(MemoryServer.class)
abstract class AttackedArray {
  static final String C = "/api/v1/collections";
  static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  static final String ARRAYS = C + "/c/arrays";
  static final String ARRAY = ARRAYS + "/" + ID;
  static final String SUBSET = ARRAY + "/subset";
  private static final Pattern TRACES =
      Pattern.compile(
          "\\tat |Exception|java\\.|org\\.apache|springframework|Caused"
              + " by|<html|/work/|/tmp/|/root|Tomcat|Coyote|Jackson",
          Pattern.CASE_INSENSITIVE);

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  ApiClient api;

  @BeforeEach
  void createArray() throws IOException {
    storage.removeAll();
    api = new ApiClient(port);
    api.json(
            "POST",
            C,
            """
            {"name": "c", "kind": "array", "dtype": "int16",
             "dimensions": [{"name": "y", "size": 3}, {"name": "x", "size": 4}],
             "attributes": [{"name": "n", "dtype": "int", "primary": true},
                            {"name": "s", "dtype": "string"}]}
            """)
        .expect(201);
    api.json("POST", ARRAYS, "{\"id\": \"" + ID + "\", \"primary_attributes\": {\"n\": 1}}")
        .expect(201);
  }

  /** What is said of a refusal: a whole problem document of its status that tells nothing else. */
  static void assertProblem(String shown, int status, String answer, String body) {
    assertThat(status).as("%s -> %s", shown, answer).isBetween(400, 499);
    assertThat(answer).as(shown).doesNotContainPattern(TRACES);
    JsonNode problem = JsonMapper.builder().build().readTree(body);
    assertThat(problem.get("status").asInt()).as(shown).isEqualTo(status);
    for (String member : List.of("type", "title", "detail", "code", "request_id")) {
      assertThat(problem.get(member).asString()).as(shown + " " + member).isNotBlank();
    }
  }

  void assertRefused(Answer answer) {
    String body = answer.text();
    assertThat(answer.header("Content-Type")).as(body).isEqualTo("application/problem+json");
    assertProblem(answer.response().request().toString(), answer.status(), body, body);
  }

  void assertUnchanged() throws IOException {
    assertThat(api.get(C).expect(200).json().get("items")).hasSize(1);
    assertThat(api.get(C + "/c/arrays").json().get("items")).hasSize(1);
    assertThat(api.get(SUBSET + "?layout=values&slice=0,0").text().strip()).isEqualTo("-32768");
  }
}
