package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Swagger UI fills in for every operation of the document is a request that succeeds. The
 * rules are those of its class {@code ParameterRow}: of a parameter its example, else the first of
 * its examples, else the example or default of its schema, and nothing for an empty text; of a body
 * the first example of its first media type.
 */
abstract class PrefilledRequestsContract {
  static final JsonMapper JSON = JsonMapper.builder().build();

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

  @Test
  void everyOperationSucceedsAsItIsFilledIn() throws Exception {
    prepare();
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
