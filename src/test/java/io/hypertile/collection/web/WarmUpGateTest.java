package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.http.WarmUpGate;
import io.hypertile.security.ApiKey;
import io.hypertile.train.WarmUp;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.context.support.ServletRequestHandledEvent;

/** Requests of a warm-up read cells and leave nothing; nobody else gets in by their pass. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.fairness.requests-per-second=0.001",
      "hypertile.fairness.burst=8",
      "server.tomcat.accesslog.enabled=true",
      "server.tomcat.accesslog.buffered=false",
      "spring.test.metrics.export=true",
      "management.prometheus.metrics.export.enabled=true"
    })
@Import(WarmUpGateTest.Handled.class)
@DirtiesContext
class WarmUpGateTest {
  private static final String LIST = "/api/v1/collections";
  private static final String KEY = ApiKey.make();

  @TempDir static Path directory;

  @LocalServerPort int port;
  @Autowired WarmUpGate gate;
  @Autowired MeterRegistry meters;
  @Autowired Handled handled;
  private ApiClient api;

  /** The requests that reached a handler, with their statuses. */
  @TestConfiguration
  static class Handled {
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @EventListener
    void handled(ServletRequestHandledEvent event) {
      seen.add(event.getStatusCode() + " " + event.getRequestUrl());
    }
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> directory.resolve("data").toString());
    registry.add("server.tomcat.accesslog.directory", () -> directory.resolve("log").toString());
    registry.add("hypertile.security.api-keys[0].name", () -> "boss");
    registry.add("hypertile.security.api-keys[0].hash", () -> ApiKey.hash(KEY));
    registry.add("hypertile.security.api-keys[0].scopes", () -> "admin");
    registry.add("hypertile.security.api-keys[0].collections", () -> "*");
  }

  @BeforeEach
  void client() {
    api = new ApiClient(port);
  }

  private ApiClient.Answer call(String method, String path, String body, String... headers)
      throws IOException {
    HttpRequest.Builder request =
        api.request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    for (int n = 0; n < headers.length; n += 2) {
      request.header(headers[n], headers[n + 1]);
    }
    return api.send(request);
  }

  private int warm() {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    String header = WarmUpGate.HEADER + ": " + gate.open();
    try {
      return new WarmUp(server, "/api/v1", header)
          .until(System.nanoTime() + Duration.ofSeconds(5).toNanos());
    } finally {
      gate.close();
    }
  }

  @Test
  void cellsAreReadAndNothingIsLeft() throws IOException, InterruptedException {
    call(
            "POST",
            LIST,
            """
            {"name": "c", "kind": "array", "dtype": "float64",
             "dimensions": [{"name": "t", "size": 30}, {"name": "x", "size": 9}],
             "attributes": [{"name": "n", "dtype": "int", "primary": true}]}\
            """,
            "X-API-Key",
            KEY)
        .expect(201);
    call("POST", LIST + "/c/arrays", "{\"primary_attributes\": {\"n\": 1}}", "X-API-Key", KEY)
        .expect(201);
    call("PUT", LIST + "/c/arrays/~1/subset", "1.5", "X-API-Key", KEY).expect(204);
    Map<String, String> files = files();
    long logged = logged();
    Map<String, Double> counted = counted();
    handled.seen.clear();

    assertThat(warm()).isGreaterThan(100);

    assertThat(handled.seen).anyMatch(seen -> seen.matches("200 .*/subset"));
    assertThat(handled.seen).allMatch(seen -> seen.startsWith("200 "));
    assertThat(files()).isEqualTo(files);
    assertThat(logged()).isEqualTo(logged);
    assertThat(counted()).isEqualTo(counted);
    call("GET", LIST, "", "X-API-Key", KEY).expect(200);
    assertThat(logged()).isEqualTo(logged + 1);
    assertThat(counted()).isNotEqualTo(counted);
  }

  @Test
  void thePassIsGoodForReadingAndOnlyWhileTheGateIsOpen() throws IOException {
    String pass = gate.open();
    try {
      call("GET", LIST, "", WarmUpGate.HEADER, pass).expect(200);
      call("POST", LIST, "{}", WarmUpGate.HEADER, pass).expect(401);
      call("DELETE", LIST + "/c", "", WarmUpGate.HEADER, pass).expect(401);
      call("GET", "/api/v1/locks", "", WarmUpGate.HEADER, pass).expect(403);
      call("GET", LIST, "", WarmUpGate.HEADER, pass.replace(pass.charAt(0), 'g')).expect(401);
      call("GET", LIST, "", WarmUpGate.HEADER, "").expect(401);
      assertThat(gate.open()).isNotEqualTo(pass);
      call("GET", LIST, "", WarmUpGate.HEADER, pass).expect(401);
    } finally {
      gate.close();
    }
    call("GET", LIST, "", WarmUpGate.HEADER, pass).expect(401);
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory.resolve("data"))) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        if (!path.getFileName().toString().startsWith("index.sqlite")) {
          files.put(path.toString(), Files.size(path) + " " + Files.getLastModifiedTime(path));
        }
      }
    }
    return files;
  }

  /** What counts requests and their cells. */
  private Map<String, Double> counted() {
    Map<String, Double> counted = new TreeMap<>();
    for (Meter meter : meters.getMeters()) {
      String name = meter.getId().getName();
      if (List.of("hypertile.requests", "hypertile.cell", "http.server").stream()
          .anyMatch(name::startsWith)) {
        meter
            .measure()
            .forEach(value -> {
              if (value.getStatistic() != Statistic.MAX) {
                counted.put(meter.getId() + " " + value.getStatistic(), value.getValue());
              }
            });
      }
    }
    return counted;
  }

  /** Lines of the access log; they are written, and figures counted, after the client's answer. */
  private static long logged() throws IOException, InterruptedException {
    long before = -1;
    long now = lines();
    while (now != before) {
      Thread.sleep(300);
      before = now;
      now = lines();
    }
    return now;
  }

  private static long lines() throws IOException {
    long lines = 0;
    try (Stream<Path> logs = Files.list(directory.resolve("log"))) {
      for (Path log : logs.toList()) {
        lines += Files.readAllLines(log).size();
      }
    }
    return lines;
  }
}
