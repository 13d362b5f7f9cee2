package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.route.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol of Deker's client goes with its package, and nothing else does. */
class WithoutDekerTest {
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));
  private static final String PACKAGE = "io/hypertile/deker/web";

  @TempDir Path directory;

  /** The server's classes and files but those of a package. */
  private Path classesWithout(String removed) throws IOException, URISyntaxException {
    Path classes =
        Path.of(Routes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path copy = directory.resolve("classes");
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.toList()) {
        Path relative = classes.relativize(file);
        if (!relative.startsWith(removed)) {
          Files.copy(file, copy.resolve(relative.toString()));
        }
      }
    }
    assertThat(classes.resolve(removed)).isDirectory();
    assertThat(copy.resolve(removed)).doesNotExist();
    return copy;
  }

  private static void assertProblem(HttpResponse<byte[]> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("\"class\"");
  }

  @Test
  void aServerWithoutThePackageServesEverythingElse() throws Exception {
    Path root = Files.createDirectory(directory.resolve("root"));
    try (ServerProcess server = ServerProcess.startClasses(classesWithout(PACKAGE), root)) {
      for (String path :
          List.of("/v1", "/v1/", "/v1/ping", "/v1/collections", "/v1/collection/c/arrays")) {
        assertProblem(server.get(path), 404);
      }
      assertProblem(server.get("//v1/ping"), 400);
      String collection =
          "{\"name\":\"c\",\"kind\":\"array\",\"dtype\":\"int8\",\"attributes\":"
              + "[{\"name\":\"n\",\"dtype\":\"int\",\"primary\":true}],"
              + "\"dimensions\":[{\"name\":\"x\",\"size\":4}]}";
      String arrays = "/api/v1/collections/c/arrays";
      assertThat(server.post("/api/v1/collections", collection).statusCode()).isEqualTo(201);
      assertThat(server.post(arrays, "{\"primary_attributes\":{\"n\":1}}").statusCode())
          .isEqualTo(201);
      byte[] cells = {1, 2, 3, 4};
      assertThat(
              server.put(arrays + "/~1/subset.raw", "application/octet-stream", cells).statusCode())
          .isEqualTo(204);
      assertThat(server.get(arrays + "/~1/subset.raw").body()).isEqualTo(cells);
      assertThat(server.get(arrays).statusCode()).isEqualTo(200);
      assertThat(server.get("/actuator/prometheus").statusCode()).isEqualTo(200);
      assertThat(new String(server.get("/v3/api-docs.yaml").body(), StandardCharsets.UTF_8))
          .isEqualTo(Files.readString(BASE.resolve("openapi/openapi.yaml")));
    }
  }

  @Test
  void nothingElseNamesThePackage() throws IOException {
    Path sources = BASE.resolve("src/main");
    try (Stream<Path> files = Files.walk(sources)) {
      List<Path> naming =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(sources.resolve("java").resolve(PACKAGE)))
              .filter(WithoutDekerTest::namesThePackage)
              .toList();
      assertThat(naming).isEmpty();
    }
  }

  private static boolean namesThePackage(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return text.contains("deker.web") || text.contains(PACKAGE);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
