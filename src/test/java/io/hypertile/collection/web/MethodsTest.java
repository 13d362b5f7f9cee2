package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Which methods addresses take, by what handlers there are (RFC 9110, 9.3.2, 10.2.1, 15.5.6). */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import(MemoryServer.class)
class MethodsTest {
  private static final String C = "/api/v1/collections";
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  @Autowired Map<String, RequestMappingInfoHandlerMapping> mappings;

  /** Paths of handlers of methods of their own, with nothing behind them. */
  private Map<String, Set<String>> handled() {
    Map<String, Set<String>> handled = new TreeMap<>();
    for (RequestMappingInfoHandlerMapping mapping : mappings.values()) {
      for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
        Set<String> methods = new TreeSet<>();
        info.getMethodsCondition().getMethods().forEach(method -> methods.add(method.name()));
        boolean own = !methods.isEmpty() && !methods.equals(Set.of("OPTIONS"));
        for (String pattern : own ? info.getPatternValues() : Set.<String>of()) {
          String path = pattern.replace("/**", "/x").replaceAll("\\{[*]?array}", "~1");
          handled
              .computeIfAbsent(path.replaceAll("\\{[^}]*}", "none"), made -> new TreeSet<>())
              .addAll(methods);
        }
      }
    }
    return handled;
  }

  private Answer call(String method, String path) throws IOException {
    ApiClient api = new ApiClient(port);
    return api.send(
        api.request(path)
            .header("Content-Type", "application/json")
            .method(
                method,
                Set.of("GET", "HEAD", "OPTIONS", "DELETE").contains(method)
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString("{}")));
  }

  private void assertMethods(String path, Set<String> handled) throws IOException {
    List<String> allowed = new ArrayList<>();
    for (String method : METHODS) {
      boolean isServed =
          handled.contains(method) || method.equals("HEAD") && handled.contains("GET");
      if (isServed) {
        allowed.add(method);
      }
    }
    allowed.add("OPTIONS");
    String allow = String.join(", ", allowed);
    Answer options = call("OPTIONS", path);
    assertThat(options.status()).as(path).isEqualTo(200);
    assertThat(options.header("Allow")).as(path).isEqualTo(allow);
    assertThat(options.response().headers().allValues("Accept-Patch"))
        .as(path)
        .isEqualTo(
            allowed.contains("PATCH")
                ? List.of("application/json, application/merge-patch+json")
                : List.of());
    Answer trace = call("TRACE", path);
    trace.problem(405, "method-not-allowed");
    assertThat(trace.header("Allow")).as("TRACE " + path).isEqualTo(allow);
    for (String method : METHODS) {
      Answer answer = call(method, path);
      if (allowed.contains(method)) {
        assertThat(answer.status()).as(method + " " + path).isNotEqualTo(405);
      } else {
        assertThat(answer.status()).as(method + " " + path).isEqualTo(405);
        assertThat(answer.header("Allow")).as(method + " " + path).isEqualTo(allow);
        assertThat(answer.header("Accept-Patch")).isEmpty();
      }
    }
  }

  @Test
  void everyHandledAddressSaysWhatItTakes() throws IOException {
    Map<String, Set<String>> handled = handled();
    assertThat(handled).hasSizeGreaterThan(20).containsKeys(C, C + "/none/arrays/~1/subset");
    for (Map.Entry<String, Set<String>> each : handled.entrySet()) {
      Set<String> methods = new TreeSet<>(each.getValue());
      if (each.getKey().startsWith(C + "/none:")) {
        // A collection may have such a name.
        methods.addAll(handled.get(C + "/none"));
      }
      if (each.getKey().startsWith("/api/v1/trash/none:")) {
        methods.addAll(handled.get("/api/v1/trash/none"));
      }
      assertMethods(each.getKey(), methods);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/ping|GET",
        "/v1/collections|GET,POST",
        "/v1/collection/none|GET,DELETE",
        "/v1/collection/none/arrays|GET,POST,PUT",
        "/v1/collection/none/array/by-id/6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e|GET,PUT,DELETE",
        "/v1/collection/none/array/by-primary/1|GET",
        "/v1/collection/none/array/by-id/6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e/subset/[]/data|GET,PUT",
        "/swagger-ui/index.html|GET"
      })
  void addressesWithoutDataSayWhatTheyTake(String path, String handled) throws IOException {
    assertMethods(path.replace("[]", "%5B%5D"), Set.of(handled.split(",")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PATCH|/c/arrays/~1/subset|to write, PUT",
        "PUT|/c/arrays/~1|to change attributes, PATCH",
        "PUT|/c/arrays|to create, POST",
        "PATCH||to create, POST"
      })
  void refusalsNameTheMethodThatWasMeant(String method, String path, String advice)
      throws IOException {
    Answer answer = call(method, C + (path == null ? "" : path));
    assertThat(answer.problem(405, "method-not-allowed").get("detail").asString())
        .endsWith("; " + advice + ".");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json,200",
    "application/merge-patch+json,200",
    "text/plain,415",
    "application/x-npy,415"
  })
  void typesOfChangesAreThoseThatOptionsNames(String type, int status) throws IOException {
    storage.removeAll();
    ApiClient api = new ApiClient(port);
    api.json(
            "POST",
            C,
            "{\"name\":\"c\",\"kind\":\"array\",\"dtype\":\"int8\",\"attributes\":["
                + "{\"name\":\"s\",\"dtype\":\"string\"}],"
                + "\"dimensions\":[{\"name\":\"x\",\"size\":4}]}")
        .expect(201);
    String array = api.json("POST", C + "/c/arrays", "{}").expect(201).header("Location");
    byte[] change = "{\"custom_attributes\":{\"s\":\"x\"}}".getBytes(StandardCharsets.UTF_8);
    Answer answer = api.body("PATCH", array, type, change).expect(status);
    assertThat(answer.header("Accept-Patch"))
        .isEqualTo(status == 415 ? call("OPTIONS", array).header("Accept-Patch") : "");
  }

  @ParameterizedTest
  @MethodSource("unknown")
  void methodsThatNoHandlerKnowsAreRefusedAlike(String method) throws IOException {
    assertThat(call(method, C).header("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
  }

  @Test
  void noAnswerHoldsTheHeadersOfATrace() throws IOException {
    ApiClient api = new ApiClient(port);
    for (String path : List.of(C, "/nowhere", "/error", "/v1/nothing", "/swagger-ui/index.html")) {
      Answer answer =
          api.send(
              api.request(path).header("X-Mine", "aloud").method("TRACE", BodyPublishers.noBody()));
      assertThat(answer.status()).as(path).isIn(404, 405);
      assertThat(answer.text()).as(path).doesNotContain("aloud");
    }
  }

  static List<String> unknown() {
    return List.of("FIND", "QUERY", "get", "TRACE", "trace");
  }
}
