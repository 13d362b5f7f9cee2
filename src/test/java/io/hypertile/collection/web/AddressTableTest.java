package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import io.hypertile.security.ApiKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * What each address answers to each method and caller, and how it is counted: {@code
 * addresses.txt}, one line for each method of each address there. {@code ./mvnw test
 * -Dtest=AddressTableTest -Daddresses.update=true} rewrites the answers.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "hypertile.security.cors-origins=https://maps.example.org"
    })
@Import(MemoryServer.class)
class AddressTableTest {
  private static final Path TABLE =
      Path.of(System.getProperty("hypertile.basedir", "."), "src/test/resources/addresses.txt");
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final String ADMIN = "admin";

  /** Callers who may not do everything; nobody has no key. */
  private static final List<String> OTHERS =
      List.of("nobody", "stranger", "reader", "writer", "owner");

  private static final Map<String, String> KEYS =
      Map.of(
          "stranger",
          ApiKey.make(),
          "reader",
          ApiKey.make(),
          "writer",
          ApiKey.make(),
          "owner",
          ApiKey.make(),
          ADMIN,
          ApiKey.make());

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  @Autowired MeterRegistry meters;
  private ApiClient api;

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    add(registry, 0, "stranger", "admin", "other");
    add(registry, 1, "reader", "read", "c,none");
    add(registry, 2, "writer", "write", "c,none");
    add(registry, 3, "owner", "admin", "c,none");
    add(registry, 4, ADMIN, "admin", "*");
  }

  private static void add(DynamicPropertyRegistry registry, int n, String name, String... rights) {
    ApiKeys.add(registry, n, name, KEYS.get(name), rights);
  }

  @BeforeEach
  void createArray() throws IOException {
    storage.removeAll();
    api = new ApiClient(port);
    String document =
        "{\"name\":\"c\",\"kind\":\"array\",\"dtype\":\"int8\",\"attributes\":[],"
            + "\"dimensions\":[{\"name\":\"x\",\"size\":4}]}";
    send("POST", "/api/v1/collections", ADMIN, document).expect(201);
    send("POST", "/api/v1/collections/c/arrays", ADMIN, "{\"id\":\"" + ID + "\"}").expect(201);
  }

  private Answer send(String method, String path, String caller, String body) throws IOException {
    HttpRequest.Builder request =
        api.request(path)
            .header("Content-Type", "application/json")
            .method(
                method,
                List.of("POST", "PUT", "PATCH").contains(method)
                    ? BodyPublishers.ofString(body)
                    : BodyPublishers.noBody());
    if (!method.equals("OPTIONS")) {
      request.header("Origin", "https://maps.example.org");
    }
    if (KEYS.containsKey(caller)) {
      request.header("X-API-Key", KEYS.get(caller));
    }
    return api.send(request);
  }

  @Test
  void everyAddressAnswersEveryMethodAndCallerAsItsLineSays() throws IOException {
    List<String> lines = new ArrayList<>();
    String last = "";
    for (String line : Files.readAllLines(TABLE)) {
      if (line.startsWith("#")) {
        lines.add(line);
      } else if (!line.isBlank()) {
        String path = line.split(" ")[0];
        if (!path.equals(last)) {
          last = path;
          lines.addAll(lines(path));
        }
      }
    }
    if (Boolean.getBoolean("addresses.update")) {
      Files.write(TABLE, lines);
    }
    assertThat(lines).containsExactlyElementsOf(Files.readAllLines(TABLE));
  }

  private List<String> lines(String path) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String method : METHODS) {
      boolean changes = !List.of("GET", "HEAD", "OPTIONS").contains(method);
      // What is there stays there; addresses that name nothing show how changes are let through.
      if (!changes || !path.matches(".*/c(/.*)?")) {
        lines.add(path + " " + method + line(method, path));
      }
    }
    lines.add(path + " preflight " + preflight(path));
    return lines;
  }

  private String line(String method, String path) throws IOException {
    StringBuilder line = new StringBuilder();
    for (String caller : OTHERS) {
      line.append(' ').append(send(method, path, caller, "{}").status());
    }
    Map<String, Double> before = counted();
    Answer answer = send(method, path, ADMIN, "{}");
    line.append(' ').append(answer.status());
    line.append(' ').append(kind(before, path.contains("v1/")));
    line.append(answer.header("Content-Security-Policy").isEmpty() ? " page" : " data");
    for (String name :
        List.of("Allow", "Accept-Patch", "Location", "Access-Control-Allow-Origin", "Vary")) {
      if (!answer.header(name).isEmpty()) {
        line.append(" ").append(name).append('=').append(answer.header(name).replace(" ", ""));
      }
    }
    String text = new String(answer.response().body(), StandardCharsets.UTF_8);
    if (text.startsWith("{") && text.contains("\"class\"")) {
      line.append(" told-as-deker");
    }
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    return line.toString();
  }

  /** The kind that was counted last; requests are counted after they are answered. */
  private String kind(Map<String, Double> before, boolean isExpected) {
    long end = System.nanoTime() + (isExpected ? 200_000_000L : 2_000_000L);
    Map<String, Double> now = counted();
    while (now.equals(before) && System.nanoTime() < end) {
      Thread.onSpinWait();
      now = counted();
    }
    for (Map.Entry<String, Double> entry : now.entrySet()) {
      if (!entry.getValue().equals(before.get(entry.getKey()))) {
        return entry.getKey();
      }
    }
    return "uncounted";
  }

  private String preflight(String path) throws IOException {
    Answer answer =
        api.send(
            api.request(path)
                .header("Origin", "https://maps.example.org")
                .header("Access-Control-Request-Method", "PUT")
                .method("OPTIONS", BodyPublishers.noBody()));
    return answer.status() + " " + answer.header("Access-Control-Allow-Methods");
  }

  private Map<String, Double> counted() {
    Map<String, Double> counted = new TreeMap<>();
    for (Counter counter : meters.find("hypertile.requests").counters()) {
      counted.merge(counter.getId().getTag("kind"), counter.count(), Double::sum);
    }
    return counted;
  }
}
