package io.hypertile;

import static io.hypertile.engine.StorageFixtures.keyless;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.engine.CollectionStore;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Removal;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Swagger UI fills in for every operation of the document is a request that succeeds. The
 * rules are those of its class {@code ParameterRow}: of a parameter its example, else the first of
 * its examples, else the example or default of its schema, and nothing for an empty text; of a body
 * the first example of its first media type.
 */
@DirtiesContext
abstract class PrefilledRequestsContract {
  static final JsonMapper JSON = JsonMapper.builder().build();

  @Autowired CollectionStore collections;
  @LocalServerPort int port;

  /** An operation as it is filled in. */
  private record Filled(String method, String path, JsonNode parts) {
    /** Those that take away what others need come last, the smallest before the largest. */
    int rank() {
      return switch (method) {
        case "get" -> 0;
        case "post" -> 1;
        case "put", "patch" -> 2;
        default -> 1000 - path.length();
      };
    }

    String success() {
      return parts.get("responses").propertyNames().stream()
          .filter(status -> status.startsWith("2"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** What the documentation says is there before anything is tried. */
  void prepare() throws Exception {}

  /** Two removed collections, one to be restored and one to be purged. */
  private void removeCollections() {
    for (int n = 1; n <= 2; n++) {
      Collection collection = keyless("removed " + n, DType.INT8, Shape.of(2));
      String id = "5f0c8a52-7d0e-4a5e-9b1b-0e2f6a1c3d0" + n;
      collections.create(collection);
      collections.discard(
          new Removal(id, collection.name(), Instant.now(), "operator"), removed -> {});
    }
  }

  @Test
  void everyOperationSucceedsAsItIsFilledIn() throws Exception {
    prepare();
    removeCollections();
    JsonNode document = JSON.readTree(send("GET", "/v3/api-docs", "*/*", null).body());
    List<Filled> operations = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation ->
                    operations.add(
                        new Filled(operation.getKey(), path.getKey(), operation.getValue()))));
    operations.sort(Comparator.comparingInt(Filled::rank));
    assertThat(operations).hasSizeGreaterThan(20);
    List<String> failed = new ArrayList<>();
    for (Filled operation : operations) {
      if (isFileChosen(operation)) {
        continue;
      }
      HttpResponse<String> answer = send(document, operation);
      if (!operation.success().equals(Integer.toString(answer.statusCode()))) {
        failed.add(
            operation.parts().get("operationId").asString()
                + " "
                + answer.uri()
                + ": "
                + answer.statusCode()
                + " "
                + answer.body());
      }
    }
    assertThat(failed).isEmpty();
  }

  /** Whether the only body is a file, which nobody can fill in. */
  private static boolean isFileChosen(Filled operation) {
    JsonNode content = operation.parts().at("/requestBody/content");
    return content.isObject()
        && content.size() == 1
        && content.values().iterator().next().at("/schema/format").asString("").equals("binary");
  }

  private HttpResponse<String> send(JsonNode document, Filled operation) throws Exception {
    String path = operation.path();
    List<String> query = new ArrayList<>();
    for (JsonNode given : operation.parts().path("parameters")) {
      JsonNode parameter = resolved(document, given);
      String name = parameter.get("name").asString();
      Optional<JsonNode> value = prefilled(document, parameter);
      switch (parameter.get("in").asString()) {
        case "path" -> path = path.replace("{" + name + "}", encoded(value.orElseThrow()));
        case "query" -> value.ifPresent(filled -> query.addAll(terms(name, filled)));
        default -> assertThat(value).as("no header is filled in: " + name).isEmpty();
      }
    }
    JsonNode accepted = operation.parts().at("/responses/" + operation.success() + "/content");
    String accept = accepted.isObject() ? accepted.propertyNames().iterator().next() : "*/*";
    String target = query.isEmpty() ? path : path + "?" + String.join("&", query);
    return send(operation.method().toUpperCase(), target, accept, body(document, operation));
  }

  /** The media type and the text of the body. */
  private static Map.Entry<String, String> body(JsonNode document, Filled operation) {
    JsonNode content = operation.parts().at("/requestBody/content");
    if (!content.isObject()) {
      return null;
    }
    Map.Entry<String, JsonNode> media = content.properties().iterator().next();
    JsonNode example =
        resolved(document, media.getValue().get("examples").values().iterator().next());
    JsonNode value = example.get("value");
    assertThat(value.isContainer()).as("other values are sent as texts: " + value).isTrue();
    return Map.entry(media.getKey(), value.toString());
  }

  private static JsonNode resolved(JsonNode document, JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asString().substring(1)) : node;
  }

  private static Optional<JsonNode> prefilled(JsonNode document, JsonNode parameter) {
    List<JsonNode> values = new ArrayList<>(List.of(parameter.path("example")));
    if (parameter.path("examples").isObject()) {
      JsonNode first = parameter.get("examples").values().iterator().next();
      values.add(resolved(document, first).path("value"));
    }
    values.add(parameter.at("/schema/example"));
    values.add(parameter.at("/schema/default"));
    return values.stream()
        .filter(value -> !value.isMissingNode())
        .findFirst()
        .filter(value -> !value.isString() || !value.asString().isEmpty());
  }

  private static List<String> terms(String name, JsonNode value) {
    if (!value.isObject()) {
      return List.of(name + "=" + encoded(value));
    }
    return value.properties().stream()
        .map(member -> name + "%5B" + member.getKey() + "%5D=" + encoded(member.getValue()))
        .toList();
  }

  private static String encoded(JsonNode value) {
    return URLEncoder.encode(value.asString(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  HttpResponse<String> send(
      String method, String path, String accept, Map.Entry<String, String> body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .header("Accept", accept);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .method(method, BodyPublishers.ofString(body.getValue()))
          .header("Content-Type", body.getKey());
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
