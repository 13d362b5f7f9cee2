package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Bodies with cells whose Content-Type says nothing, as curl sends them. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import(MemoryServer.class)
class UntoldBodiesTest {
  private static final String C = "/api/v1/collections";
  private static final String SUBSET = C + "/c/arrays/~1/subset";
  private static final String FORM = "application/x-www-form-urlencoded";

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  private ApiClient api;

  @BeforeEach
  void create() throws IOException {
    storage.removeAll();
    api = new ApiClient(port);
    api.json(
            "POST",
            C,
            "{\"name\":\"c\",\"kind\":\"array\",\"dtype\":\"float64\",\"dimensions\":["
                + "{\"name\":\"x\",\"size\":3}],\"attributes\":[{\"name\":\"n\",\"dtype\":\"int\","
                + "\"primary\":true}]}")
        .expect(201);
    api.json("POST", C + "/c/arrays", "{\"primary_attributes\":{\"n\":1}}").expect(201);
  }

  private Answer put(String type, byte[] body, boolean chunked) throws IOException {
    HttpRequest.BodyPublisher bytes =
        chunked
            ? BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body))
            : BodyPublishers.ofByteArray(body);
    HttpRequest.Builder request = api.request(SUBSET).PUT(bytes);
    return api.send(type.isEmpty() ? request : request.header("Content-Type", type));
  }

  @ParameterizedTest
  @CsvSource({"'',false", "'',true", FORM + ",false", FORM + "; charset=utf-8,true"})
  void npyIsTakenByItsFirstBytes(String type, boolean chunked) throws IOException {
    put(type, ApiClient.npy("(3,)", 1.5, -2, 7), chunked).expect(204);
    assertThat(ApiClient.values(api.get(SUBSET + "?format=npy").response().body()))
        .containsExactly(1.5, -2, 7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2,3]|application/json.",
        "{\"data\":[1,2,3]}|application/json.",
        "5|application/json.",
        "abc|application/x-npy,",
        "NUMPY|application/x-npy,",
        "PK\u0003\u0004abcdef|application/x-npy,"
      })
  void bodiesOfOtherTypesAreRefusedWithTheHeaderToAdd(String body, String type) throws IOException {
    for (String given : new String[] {"", FORM}) {
      Answer answer = put(given, body.getBytes(StandardCharsets.UTF_8), false);
      assertThat(answer.problem(415, "unsupported-format").get("detail").asString())
          .contains("add the header Content-Type: " + type);
    }
    assertUnchanged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "image/png", "multipart/form-data"})
  void aTypeThatIsToldIsBelieved(String type) throws IOException {
    put(type, ApiClient.npy("(3,)", 1, 2, 3), false).problem(415, "unsupported-format");
    assertUnchanged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(4,)", "(3", "(3,), 7"})
  void brokenNpyIsRefusedAsSuch(String shape) throws IOException {
    Answer answer = put("", ApiClient.npy(shape, 1, 2), false);
    assertThat(answer.status()).isBetween(400, 422).isNotEqualTo(415);
    put("", new byte[0], false).problem(415, "unsupported-format");
    put("", new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'}, false)
        .problem(400, "malformed-body");
    assertUnchanged();
  }

  private void assertUnchanged() throws IOException {
    assertThat(api.get(SUBSET + "?format=json&layout=values").text().strip())
        .isEqualTo("[null,null,null]");
  }
}
