package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A server without samples fills in requests for what the README makes. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ReadmePrefilledTest extends PrefilledRequestsContract {
  private static final Path README =
      Path.of(System.getProperty("hypertile.basedir", "."), "README.md");
  private static final Pattern CREATION =
      Pattern.compile(
          "curl -s\\S* \"?(\\S+(?:arrays|collections|datasets)|\\$B[^\\s\"]*)\"? -H 'Content-Type: application/json'[ \\\\\n]*-d '([^']+)'");
  private static final Pattern BASE = Pattern.compile("^.*/api/v1/collections|^\\$B");

  @TempDir static Path root;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.resolve("storage").toString());
    registry.add("hypertile.backup.directory", () -> root.resolve("backups").toString());
    ImportableStore.add(registry, root);
  }

  @Override
  void prepare() throws Exception {
    List<String> made = new ArrayList<>();
    for (MatchResult creation : CREATION.matcher(Files.readString(README)).results().toList()) {
      String path = BASE.matcher(creation.group(1)).replaceFirst("/api/v1/collections");
      Map.Entry<String, String> body = Map.entry("application/json", creation.group(2));
      HttpResponse<String> answer = send("POST", path, "*/*", body);
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
      made.add(path);
    }
    assertThat(made)
        .containsExactly(
            "/api/v1/collections",
            "/api/v1/collections/weather/arrays",
            "/api/v1/collections",
            "/api/v1/collections/scenes/arrays",
            "/api/v1/collections",
            "/api/v1/collections/floats/datasets",
            "/api/v1/collections",
            "/api/v1/collections/tracks/rows?merge=upsert",
            "/api/v1/collections/tracks/indexes",
            "/api/v1/collections");
  }
}
