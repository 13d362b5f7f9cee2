package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.HypertileApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.context.support.ServletRequestHandledEvent;

/** The time of a warm-up: after the server is alive, before it is ready. */
class WarmUpConfigurationTest {
  @TempDir Path root;

  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  private ConfigurableApplicationContext start(String... more) {
    events.clear();
    SpringApplication application = new SpringApplication(HypertileApplication.class);
    application.addListeners((ApplicationListener<ApplicationEvent>) this::note);
    List<String> arguments =
        new ArrayList<>(List.of("--server.port=0", "--hypertile.storage.root=" + root));
    arguments.addAll(List.of(more));
    return application.run(arguments.toArray(String[]::new));
  }

  private void note(ApplicationEvent event) {
    if (event instanceof AvailabilityChangeEvent<?> change) {
      events.add(change.getState().toString());
    } else if (event instanceof ServletRequestHandledEvent request) {
      boolean cells = request.getRequestUrl().endsWith("/subset");
      events.add(cells ? "cells" : "list");
    }
  }

  private static void post(ConfigurableApplicationContext context, String path, String body)
      throws Exception {
    int port = ((WebServerApplicationContext) context).getWebServer().getPort();
    URI uri = URI.create("http://127.0.0.1:" + port + "/ht/api/v1/collections" + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body))
              .build();
      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void cellsAreReadWhenTheServerIsAliveAndBeforeItIsReady() throws Exception {
    String path = "--server.servlet.context-path=/ht";
    try (ConfigurableApplicationContext first = start(path, "--hypertile.warm-up.time=0s")) {
      assertThat(events).containsExactly("CORRECT", "ACCEPTING_TRAFFIC");
      post(
          first,
          "",
          """
          {"name": "c", "kind": "array", "dtype": "float64",
           "dimensions": [{"name": "t", "size": 30}],
           "attributes": [{"name": "n", "dtype": "int", "primary": true}]}\
          """);
      post(first, "/c/arrays", "{\"primary_attributes\": {\"n\": 1}}");
    }
    try (ConfigurableApplicationContext second = start(path, "--hypertile.warm-up.time=10s")) {
      assertThat(second.isActive()).isTrue();
      List<String> seen = List.copyOf(events);
      assertThat(seen.getFirst()).isEqualTo("CORRECT");
      assertThat(seen.getLast()).isEqualTo("ACCEPTING_TRAFFIC");
      assertThat(seen).contains("cells", "list").hasSizeLessThan(5000);
    }
  }

  @Test
  void anEmptyStorageIsListed() {
    try (ConfigurableApplicationContext context = start("--hypertile.warm-up.time=10s")) {
      assertThat(context.isActive()).isTrue();
      assertThat(List.copyOf(events)).startsWith("CORRECT", "list").doesNotContain("cells");
    }
  }
}
