package io.hypertile.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes of the description of the interface the one that code is generated from. It describes the
 * same requests; what generators cannot make methods of is left out or taken apart:
 *
 * <ul>
 *   <li>Reading and writing of cells is an operation for each format ({@code readNpy}, {@code
 *       readJson}, …), as a method has one type. Operations of one document need paths of their
 *       own, so each format has another name for the part of the path {@code array}.
 *   <li>Other answers and bodies are JSON alone.
 *   <li>Parameters that change the type of an answer are left out, and so are the other types.
 *   <li>Failures have the media type {@code application/*}: some generators ask for the first type
 *       with "json" in its name, and would get cells as JSON.
 *   <li>Schemas are simplified as {@link SdkSchemas} says, and there are no examples.
 * </ul>
 */
final class SdkDocument {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
  private static final String SUBSET = "/api/v1/collections/{collection}/arrays/{array}/subset";
  private static final String PARAMETERS = "#/components/parameters/";
  private static final String PROBLEM = "application/problem+json";
  private static final String JSON = "application/json";

  /** Parameters that change the type of an answer. */
  private static final Set<String> TYPING = Set.of("Format", "DocumentFormat", "Layout");

  private SdkDocument() {}

  /**
   * Makes it.
   *
   * @param whole the description of the interface, which is left as it is
   * @throws IllegalStateException if cells are not read and written where they are expected
   */
  static ObjectNode of(JsonNode whole) {
    ObjectNode document = whole.deepCopy();
    ObjectNode paths = JsonNodeFactory.instance.objectNode();
    document
        .get("paths")
        .properties()
        .forEach(path -> {
          if (path.getKey().equals(SUBSET)) {
            takeApart(paths, (ObjectNode) path.getValue());
          }
          paths.set(path.getKey(), path.getValue());
        });
    document.set("paths", paths);
    for (JsonNode path : paths) {
      for (String method : METHODS) {
        if (path.get(method) instanceof ObjectNode operation) {
          simplify(operation);
        }
      }
    }
    removeExamples(document);
    SdkSchemas.simplify(document);
    return document;
  }

  private static void takeApart(ObjectNode paths, ObjectNode subset) {
    JsonNode read = required(subset.remove("get"));
    JsonNode write = required(subset.remove("put"));
    for (CellFormat format : CellFormat.values()) {
      ObjectNode path = paths.putObject(SUBSET.replace("{array}", "{" + format.array() + "}"));
      ObjectNode reading = of(format, read, "read");
      ((ArrayNode) reading.get("parameters")).add(formatParameter(format));
      path.set("get", reading);
      if (write.at("/requestBody/content").has(format.mediaType())) {
        path.set("put", of(format, write, "write"));
      }
    }
  }

  private static JsonNode required(JsonNode operation) {
    if (operation == null) {
      throw new IllegalStateException("cells are not read and written at " + SUBSET + " any more");
    }
    return operation;
  }

  /** The operation as that of one format alone. */
  private static ObjectNode of(CellFormat format, JsonNode operation, String verb) {
    ObjectNode one = operation.deepCopy();
    one.put("operationId", verb + format.title());
    one.put("summary", one.get("summary").asText() + ", as " + format.name());
    ArrayNode parameters = (ArrayNode) one.get("parameters");
    removeParameters(parameters, format.foreign());
    for (int n = 0; n < parameters.size(); n++) {
      if (parameters.get(n).path("$ref").asText().equals(PARAMETERS + "Array")) {
        parameters.set(n, arrayParameter(format));
      }
    }
    keep(format.mediaType(), one.at("/requestBody/content"));
    ObjectNode responses = (ObjectNode) one.get("responses");
    keep(format.mediaType(), responses.at("/200/content"));
    keep(format.mediaType(), responses.at("/206/content"));
    if (responses.at("/206/content").isEmpty()) {
      responses.remove("206");
    }
    return one;
  }

  private static ObjectNode arrayParameter(CellFormat format) {
    ObjectNode parameter = JsonNodeFactory.instance.objectNode();
    parameter.put("name", format.array()).put("in", "path").put("required", true);
    parameter.put("description", "A UUID, or `~` and the values of the primary attributes.");
    parameter.putObject("schema").put("type", "string").put("minLength", 1);
    return parameter;
  }

  /** For clients that do not say in {@code Accept} what they can read. */
  private static ObjectNode formatParameter(CellFormat format) {
    ObjectNode parameter = JsonNodeFactory.instance.objectNode();
    parameter.put("name", "format").put("in", "query");
    parameter.put(
        "description", "The format of the answer, needed where `Accept` does not say it.");
    ObjectNode schema = parameter.putObject("schema").put("type", "string");
    schema.putArray("enum").add(format.text());
    schema.put("default", format.text());
    return parameter;
  }

  private static void simplify(ObjectNode operation) {
    if (operation.get("parameters") instanceof ArrayNode parameters) {
      removeParameters(parameters, TYPING);
    }
    keepJson(operation.at("/requestBody/content"));
    operation
        .get("responses")
        .properties()
        .forEach(response -> {
          JsonNode content = response.getValue().path("content");
          if (response.getKey().startsWith("2")) {
            keepJson(content);
          } else if (content instanceof ObjectNode types && types.has(PROBLEM)) {
            types.set("application/*", types.remove(PROBLEM));
          }
        });
  }

  private static void keepJson(JsonNode content) {
    if (content.has(JSON)) {
      keep(JSON, content);
    }
  }

  private static void keep(String mediaType, JsonNode content) {
    if (content instanceof ObjectNode types) {
      types.retain(mediaType);
    }
  }

  private static void removeParameters(ArrayNode parameters, Set<String> names) {
    List<JsonNode> kept = new ArrayList<>();
    for (JsonNode parameter : parameters) {
      String reference = parameter.path("$ref").asText();
      if (!reference.startsWith(PARAMETERS)
          || !names.contains(reference.substring(PARAMETERS.length()))) {
        kept.add(parameter);
      }
    }
    parameters.removeAll();
    parameters.addAll(kept);
  }

  /** Examples say nothing to generators, and some of them stumble over these. */
  private static void removeExamples(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(List.of("example", "examples"));
    }
    node.forEach(SdkDocument::removeExamples);
  }
}
