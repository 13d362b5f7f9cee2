package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.MemoryServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/**
 * {@code openapi/openapi.yaml} is what the server says of itself. {@code ./mvnw test
 * -Dtest=OpenApiTest -Dopenapi.update=true} rewrites it.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import(MemoryServer.class)
class OpenApiTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("hypertile.basedir", "."), "openapi", "openapi.yaml");

  @LocalServerPort int port;

  @Test
  void committedDocumentIsWhatTheServerServes() throws Exception {
    String served = served();
    if (Boolean.getBoolean("openapi.update")) {
      Files.createDirectories(DOCUMENT.getParent());
      Files.writeString(DOCUMENT, served);
    }
    assertThat(committed())
        .as("run ./mvnw test -Dtest=OpenApiTest -Dopenapi.update=true and commit the change")
        .isEqualTo(served);
  }

  private static String committed() throws IOException {
    return Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
  }

  private String served() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v3/api-docs.yaml"))
              .build();
      HttpResponse<String> answer =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    }
  }
}
