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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code openapi/openapi.yaml}, and {@code openapi/sdk.yaml} for generators of code, are what the
 * server says of itself. {@code ./mvnw test -Dtest=OpenApiTest -Dopenapi.update=true} rewrites
 * them.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import(MemoryServer.class)
class OpenApiTest {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("hypertile.basedir", "."), "openapi");

  private static final String TEXTS = "src/main/resources/openapi/operations";

  @LocalServerPort int port;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping handlers;

  @ParameterizedTest
  @CsvSource({"openapi.yaml,/v3/api-docs.yaml", "sdk.yaml,/v3/api-docs/sdk.yaml"})
  void committedDocumentIsWhatTheServerServes(String file, String path) throws Exception {
    String served = get(path);
    if (Boolean.getBoolean("openapi.update")) {
      Files.createDirectories(DIRECTORY);
      Files.writeString(DIRECTORY.resolve(file), served);
    }
    assertThat(committed(file))
        .as("run ./mvnw test -Dtest=OpenApiTest -Dopenapi.update=true and commit the change")
        .isEqualTo(served);
  }

  @Test
  void documentOfGeneratorsIsServedAsJsonToo() throws Exception {
    JsonMapper mapper = JsonMapper.builder().build();
    Object yaml = new Yaml().load(get("/v3/api-docs/sdk.yaml"));
    assertThat(mapper.readTree(get("/v3/api-docs/sdk"))).isEqualTo(mapper.valueToTree(yaml));
  }

  @Test
  void everyHandlerOfTheInterfaceIsAnOperationOfADocument() throws Exception {
    Set<String> handled = new TreeSet<>();
    handlers
        .getHandlerMethods()
        .keySet()
        .forEach(mapping ->
            mapping.getPatternValues().stream()
                .filter(pattern -> pattern.startsWith("/api/") || pattern.startsWith("/zarr"))
                .map(pattern -> pattern.replace("{*", "{"))
                .forEach(pattern ->
                    mapping
                        .getMethodsCondition()
                        .getMethods()
                        .forEach(method -> handled.add(method + " " + pattern))));
    Set<String> described = new TreeSet<>();
    for (String document : List.of("openapi.yaml", "sdk.yaml")) {
      new Yaml()
          .<Map<String, Map<String, Map<String, Object>>>>load(committed(document))
          .get("paths")
          .forEach((path, operations) ->
              operations
                  .keySet()
                  .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
    }
    assertThat(described).isEqualTo(handled).hasSizeGreaterThan(20);
  }

  /** Texts of operations stand below {@code openapi/operations}; none is left over. */
  @Test
  void everyDescriptionIsOfAnOperation() throws Exception {
    Set<String> described = new TreeSet<>();
    try (Stream<Path> files = Files.list(DIRECTORY.resolveSibling(TEXTS))) {
      for (Path file : files.toList()) {
        described.addAll(new Yaml().<Map<String, Object>>load(Files.readString(file)).keySet());
      }
    }
    Set<String> served = new TreeSet<>();
    new Yaml()
        .<Map<String, Map<String, Map<String, Map<String, Object>>>>>load(get("/v3/api-docs.yaml"))
        .get("paths")
        .values()
        .forEach(
            path -> path.values().forEach(one -> served.add(one.get("operationId").toString())));
    assertThat(described).isEqualTo(served).hasSizeGreaterThan(20);
  }

  @Test
  void swaggerUiShowsTheDocument() throws Exception {
    assertThat(get("/swagger-ui/index.html")).contains("swagger-ui");
    assertThat(get("/v3/api-docs/swagger-config")).contains("\"url\":\"/v3/api-docs\"");
    assertThat(get("/v3/api-docs")).contains("readSubset");
  }

  private static String committed(String file) throws IOException {
    Path document = DIRECTORY.resolve(file);
    return Files.exists(document) ? Files.readString(document) : "";
  }

  private String get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
      HttpResponse<String> answer =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    }
  }
}
