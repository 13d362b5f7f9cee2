package io.hypertile.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The requests of the training are answered as it expects, and leave nothing. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class TrainingRequestsTest {
  @TempDir static Path root;
  @LocalServerPort int port;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.resolve("data").toString());
  }

  @Test
  void everyRequestIsAnsweredAsExpectedAndNothingStays() throws Exception {
    URI server = URI.create("http://127.0.0.1:" + port);
    try (TrainingRequests requests = new TrainingRequests(server)) {
      requests.run(9);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> left =
          client.send(
              HttpRequest.newBuilder(server.resolve("/api/v1/collections")).build(),
              BodyHandlers.ofString());
      assertThat(left.body()).contains("\"items\":[]");
    }
  }
}
