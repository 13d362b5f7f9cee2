package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import tools.jackson.databind.JsonNode;

/**
 * A server whose clients see everything below {@code /ht}: all addresses in answers are below it,
 * and the same rights hold as at the root. Tests write paths as clients see them.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"hypertile.storage.engine=memory", "hypertile.limits.json-result=16B"})
@Import(MemoryServer.class)
abstract class BelowAPath {
  static final String C = "/ht/api/v1/collections";

  private static final Map<String, String> KEYS =
      Map.of("boss", ApiKey.make(), "writer", ApiKey.make(), "reader", ApiKey.make());

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  ApiClient api;

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    add(registry, 0, "boss", "admin", "*");
    add(registry, 1, "writer", "write", "c*");
    add(registry, 2, "reader", "read", "c");
  }

  private static void add(
      DynamicPropertyRegistry registry, int at, String name, String scope, String collections) {
    ApiKeys.add(registry, at, name, KEYS.get(name), scope, collections);
  }

  /** A request for what clients see at a path, as it reaches the server. */
  abstract HttpRequest.Builder request(String path);

  Answer call(String who, String method, String path, String body) throws IOException {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    return api.send(KEYS.containsKey(who) ? request.header("X-API-Key", KEYS.get(who)) : request);
  }

  Answer get(String path) throws IOException {
    return call("boss", "GET", path, "").expect(200);
  }

  @BeforeEach
  void createCollections() throws IOException {
    storage.removeAll();
    api = new ApiClient(port);
    for (String name : new String[] {"c", "hidden"}) {
      Answer made =
          call(
              "boss",
              "POST",
              C,
              "{\"name\":\""
                  + name
                  + "\",\"kind\":\"varray\",\"dtype\":\"int8\",\"vgrid\":[2],"
                  + "\"attributes\":[{\"name\":\"n\",\"dtype\":\"int\",\"primary\":true}],"
                  + "\"dimensions\":[{\"name\":\"x\",\"size\":4}]}");
      assertThat(made.expect(201).header("Location")).isEqualTo(C + "/" + name);
      for (int n = 1; n <= 2; n++) {
        Answer array =
            call(
                "boss",
                "POST",
                C + "/" + name + "/arrays",
                "{\"primary_attributes\":{\"n\":" + n + "}}");
        assertThat(array.expect(201).header("Location")).startsWith(C + "/" + name + "/arrays/");
        get(array.header("Location"));
      }
    }
    call("boss", "PUT", C + "/c/arrays/~1/subset", "[1,2,3,4]").expect(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        C + "?limit=1",
        C + "/c/arrays?limit=1",
        C + "/c/arrays?limit=1&sort=-n&filter=n%3E%3D1",
        C + "/c/arrays/~1/tiles?limit=1"
      })
  void nextLeadsToTheNextPage(String list) throws IOException {
    Answer first = get(list);
    String next = first.json().get("next").asString();
    assertThat(next).startsWith(list.substring(0, list.indexOf('?')) + "?");
    assertThat(first.header("Link")).isEqualTo("<" + next + ">; rel=\"next\"");
    JsonNode second = get(next).json();
    assertThat(second.get("items").size()).isEqualTo(1);
    assertThat(second.get("items").get(0)).isNotEqualTo(first.json().get("items").get(0));
    assertThat(second.get("next").isNull()).isTrue();
  }

  @Test
  void batchesSayWhereTheirArraysAre() throws IOException {
    JsonNode results =
        call("boss", "POST", C + "/c/arrays:batch", "[{\"primary_attributes\":{\"n\":7}}]")
            .expect(200)
            .json();
    String location = results.get("items").get(0).get("location").asString();
    assertThat(location).startsWith(C + "/c/arrays/");
    assertThat(get(location).json().get("primary_attributes").get("n").asInt()).isEqualTo(7);
  }

  @Test
  void refusalsLeadToWhatIsServed() throws IOException {
    call("boss", "POST", C, wide()).expect(201);
    String array = call("boss", "POST", C + "/wide/arrays", "{}").header("Location");
    JsonNode problem =
        call("boss", "GET", array + "/subset?format=json", "").problem(413, "result-too-large");
    String npy = problem.get("npy").asString();
    assertThat(npy).startsWith(array + "/subset?");
    assertThat(get(npy).header("Content-Type")).isEqualTo("application/x-npy");
  }

  private static String wide() {
    return "{\"name\":\"wide\",\"kind\":\"array\",\"dtype\":\"int8\",\"attributes\":[],"
        + "\"dimensions\":[{\"name\":\"x\",\"size\":40}]}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Who is not known, who may read c, who may write c*, who may do everything.
        "GET|/ht/api/v1/collections|401|200|200|200",
        "GET|/ht/api/v1/collections/c|401|200|200|200",
        "GET|/ht/api/v1/collections/hidden|401|404|404|200",
        "GET|/ht/api/v1/collections/hidden/arrays/~1/subset|401|404|404|200",
        "PUT|/ht/api/v1/collections/c/arrays/~1/subset|401|403|204|204",
        "DELETE|/ht/api/v1/collections/c/arrays|401|403|403|204",
        "DELETE|/ht/api/v1/collections/c|401|403|403|204",
        "GET|/ht/api/v1/locks|401|403|403|200",
        "GET|/ht/api/v1/size|401|403|403|200",
        "GET|/ht/actuator/prometheus|401|403|403|200",
        "GET|/ht/actuator/health|200|200|200|200",
        "GET|/ht/v3/api-docs|200|200|200|200",
        "GET|/ht/swagger-ui/index.html|200|200|200|200",
        "GET|/ht/v1/ping|401|200|200|200",
        "GET|/ht//v1/ping|401|200|200|200",
        "GET|/ht/v1/collection/c|401|200|200|200",
        "GET|/ht/v1/collection/hidden|401|404|404|200",
        "PUT|/ht/v1/collection/c/varrays|401|403|403|400",
        "GET|/ht/none|401|403|403|404",
        "GET|/ht/api/v1/collections/c/../hidden|400|400|400|400",
        "GET|/ht/swagger-ui/..%2Fapi/v1/locks|400|400|400|400",
        "GET|/ht/swagger-ui;/../api/v1/locks|400|400|400|400"
      })
  void everyAddressNeedsItsRight(
      String method, String path, int nobody, int reader, int writer, int boss) throws IOException {
    List<Integer> got = new ArrayList<>();
    for (String who : new String[] {"nobody", "reader", "writer", "boss"}) {
      String body = method.equals("PUT") ? "[1,2,3,4]" : "";
      got.add(call(who, method, path, body).status());
    }
    assertThat(got).containsExactly(nobody, reader, writer, boss);
  }

  @Test
  void answersWithDataAreNoPages() throws IOException {
    assertThat(get(C).header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(get("/ht/v1/ping").header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(get("/ht/swagger-ui/index.html").header("Content-Security-Policy")).isEmpty();
  }

  @Test
  void failuresOfDekersProtocolAreToldAsItsClientTakesThem() throws IOException {
    JsonNode failure = call("boss", "GET", "/ht/v1/collection/none", "").expect(404).json();
    assertThat(failure.get("class").asString()).isEqualTo("DekerCollectionNotExistsError");
    JsonNode refused = call("nobody", "GET", "/ht/v1/collection/c", "").expect(401).json();
    assertThat(refused.get("class").asString()).isEqualTo("DekerServerError");
  }

  @Test
  void theDescriptionOfTheInterfaceSaysWhereItIs() throws IOException {
    for (int again = 0; again < 2; again++) {
      JsonNode servers = get("/ht/v3/api-docs").json().get("servers");
      assertThat(servers.get(0).get("url").asString()).isEqualTo("/ht");
    }
  }

  @Test
  void requestsAreCountedByKind() throws IOException {
    double before = reads();
    get(C + "/c/arrays/~1/subset");
    assertThat(reads()).isEqualTo(before + 1);
  }

  private double reads() throws IOException {
    return get("/ht/actuator/prometheus")
        .text()
        .lines()
        .filter(line -> line.startsWith("hypertile_requests_total{"))
        .filter(line -> line.contains("\"read\"") && line.contains("\"success\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
