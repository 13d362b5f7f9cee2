package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Reads whose key comes in the form of a page, as browsers save answers of any size. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "server.tomcat.connection-timeout=1s",
      "hypertile.http.body-rate=100KB",
      "hypertile.http.body-patience=300ms"
    })
@Import(MemoryServer.class)
class KeyFormTest {
  private static final String C = "/api/v1/collections";
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String SUBSET = C + "/open/arrays/" + ID + "/subset";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String ADMIN = ApiKey.make();
  private static final String READER = ApiKey.make();

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  private ApiClient api;

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    ApiKeys.add(registry, 0, "boss", ADMIN, "admin", "*");
    ApiKeys.add(registry, 1, "reader", READER, "read", "open");
  }

  @BeforeEach
  void createCollections() throws IOException {
    storage.removeAll();
    api = new ApiClient(port);
    for (String name : List.of("open", "secret")) {
      String document =
          "{\"name\":\""
              + name
              + "\",\"kind\":\"array\",\"dtype\":\"int8\",\"attributes\":[],"
              + "\"dimensions\":[{\"name\":\"x\",\"size\":4}]}";
      json("POST", C, document).expect(201);
      json("POST", C + "/" + name + "/arrays", "{\"id\":\"" + ID + "\"}").expect(201);
    }
    json("PUT", SUBSET, "[1,2,3,4]").expect(204);
  }

  private Answer json(String method, String path, String body) throws IOException {
    return api.send(
        api.request(path)
            .headers("X-API-Key", ADMIN, "Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  private Answer form(String path, String body, String... headers) throws IOException {
    HttpRequest.Builder request =
        api.request(path)
            .header("Content-Type", FORM)
            .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    return api.send(headers.length == 0 ? request : request.headers(headers));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SUBSET + "?slice=1:3&format=npy",
        SUBSET + ".npy?slice=1:3",
        SUBSET + "?format=csv",
        C + "/open/arrays/" + ID
      })
  void answersAreThoseOfTheSameRead(String path) throws IOException {
    Answer read = api.get(path, "X-API-Key", READER).expect(200);
    Answer saved = form(path, "key=" + READER).expect(200);
    assertThat(saved.response().body()).isEqualTo(read.response().body());
    for (String header : List.of("Content-Type", "ETag", "Cache-Control", "Array-Selected")) {
      assertThat(saved.header(header)).as(header).isEqualTo(read.header(header));
    }
    String named = read.header("Content-Disposition");
    assertThat(saved.header("Content-Disposition"))
        .isEqualTo(named.isEmpty() ? "attachment" : named);
  }

  @Test
  void rightsAreThoseOfTheKey() throws IOException {
    form(C + "/secret/arrays/" + ID + "/subset", "key=" + READER)
        .problem(404, "collection-not-found");
    Answer unknown = form(SUBSET, "key=" + ApiKey.make());
    unknown.problem(401, "unauthenticated");
    assertThat(unknown.header("Content-Disposition")).isEmpty();
    form(SUBSET, "key=" + READER + "&more=1").problem(401, "unauthenticated");
  }

  @ParameterizedTest
  @CsvSource({"''", "key=", "key=%", "key=%20", "more=1", "KEY=x"})
  void otherFormsAreNoReads(String body) throws IOException {
    form(SUBSET, body).problem(401, "unauthenticated");
  }

  @Test
  void aFormIsNoReadBesidesOtherCredentialsOrFromAnotherSite() throws IOException {
    String body = "key=" + READER;
    String bearer = "Bearer " + ADMIN;
    assertThat(form(SUBSET, body, "X-API-Key", ADMIN).status()).isBetween(400, 499);
    assertThat(form(SUBSET, body, "Authorization", bearer).status()).isBetween(400, 499);
    form(SUBSET, body, "Sec-Fetch-Site", "cross-site").problem(401, "unauthenticated");
    form(SUBSET, body, "Sec-Fetch-Site", "same-origin").expect(200);
  }

  @Test
  void nothingIsChangedByAForm() throws IOException {
    String body = "key=" + ADMIN;
    assertThat(form(C, body).expect(200).json().get("items")).hasSize(2);
    assertThat(form(C + "/open/arrays", body).expect(200).json().get("items")).hasSize(1);
    form(C + "/open/arrays:batch", body).problem(401, "unauthenticated");
    HttpRequest.Builder put =
        api.request(SUBSET).header("Content-Type", FORM).PUT(BodyPublishers.ofString(body));
    api.send(put).problem(401, "unauthenticated");
    form(SUBSET + "?append=x", body).problem(400, "invalid-request");
    assertThat(api.get(SUBSET + "?layout=values", "X-API-Key", READER).text().strip())
        .isEqualTo("[1,2,3,4]");
  }

  @Test
  void aFormThatStopsIsCutOff() throws IOException {
    String head =
        "POST " + SUBSET + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + FORM + "\r\nContent-Length: ";
    assertThat(api.raw(head + "4000\r\nConnection: close\r\n\r\nkey=h"))
        .matches("(?s)|HTTP/1.1 408 .*\"request-timeout\".*");
    form(SUBSET, "key=" + "x".repeat(20_000)).problem(401, "unauthenticated");
  }
}
