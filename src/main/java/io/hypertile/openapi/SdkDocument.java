package io.hypertile.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes of the description of the interface the one that code is generated from. It describes the
 * same requests; parts that generators cannot make methods of are left out or taken apart:
 *
 * <ul>
 *   <li>Reading and writing of cells is an operation for each format ({@code readNpy}, {@code
 *       readJson}, …, {@code readDatasetNpy}), as a method has one type, at the address that the
 *       format has.
 *   <li>Other answers and bodies are JSON alone.
 *   <li>Parameters that change the type of an answer are left out, and so are the other types.
 *   <li>A parameter that is an object is a list of texts {@code name=value}, which the server takes
 *       as well: few generators spell the members of an object as the document says.
 *   <li>Schemas are simplified as {@link SdkSchemas} says, and there are no examples.
 *   <li>Of the general description there is the first paragraph: it goes into every file.
 * </ul>
 */
final class SdkDocument {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  /** Ids of operations that read cells; the middle is whose cells they are. */
  private static final Pattern READ = Pattern.compile("read(\\w*)Subset");

  /** The middle for variables of partitions, which are only read. */
  private static final String VARIABLE = "Variable";

  /** The one that is always there. */
  private static final String FIRST = "readSubset";

  /** The tag of addresses for programs that need no SDK, whose paths generators would encode. */
  private static final String FOR_READERS_OF_ZARR = "Zarr";

  private static final String PARAMETERS = "#/components/parameters/";
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
    document.get("paths").properties().stream()
        .filter(path -> !path.getValue().at("/get/tags/0").asText().equals(FOR_READERS_OF_ZARR))
        .forEach(path -> {
          Matcher read = READ.matcher(path.getValue().at("/get/operationId").asText());
          if (read.matches()) {
            takeApart(paths, path.getKey(), (ObjectNode) path.getValue(), read.group(1));
          }
          if (!path.getValue().isEmpty()) {
            paths.set(path.getKey(), path.getValue());
          }
        });
    if (paths.size() < document.get("paths").size()) {
      throw new IllegalStateException("there is no operation " + FIRST + " any more");
    }
    document.set("paths", paths);
    for (JsonNode path : paths) {
      for (String method : METHODS) {
        if (path.get(method) instanceof ObjectNode operation) {
          simplify(operation);
        }
      }
    }
    document.at("/components/parameters").forEach(SdkDocument::listMembers);
    removeExamples(document);
    ObjectNode info = (ObjectNode) document.get("info");
    info.put("description", info.get("description").asText().split("\n\n")[0]);
    SdkSchemas.simplify(document);
    return document;
  }

  private static void takeApart(ObjectNode paths, String at, ObjectNode subset, String whose) {
    boolean isWritten = !whose.equals(VARIABLE);
    JsonNode read = required(subset.remove("get"));
    JsonNode write = isWritten ? required(subset.remove("put")) : subset.objectNode();
    for (CellFormat format : CellFormat.values()) {
      ObjectNode path = paths.putObject(at + "." + format.ending());
      path.set("get", of(format, read, "read" + whose));
      if (write.at("/requestBody/content").has(format.mediaType())) {
        path.set("put", of(format, write, "write" + whose));
      }
    }
  }

  private static JsonNode required(JsonNode operation) {
    if (operation == null) {
      throw new IllegalStateException("cells are not read and written at one address any more");
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
    keep(format.mediaType(), one.at("/requestBody/content"));
    ObjectNode responses = (ObjectNode) one.get("responses");
    keep(format.mediaType(), responses.at("/200/content"));
    keep(format.mediaType(), responses.at("/206/content"));
    if (responses.at("/206/content").isEmpty()) {
      responses.remove("206");
    }
    return one;
  }

  private static void simplify(ObjectNode operation) {
    if (operation.get("parameters") instanceof ArrayNode parameters) {
      removeParameters(parameters, TYPING);
    }
    keepJson(operation.at("/requestBody/content"));
    ObjectNode responses = (ObjectNode) operation.get("responses");
    if (responses.has("206") && responses.at("/200/content").has(JSON)) {
      // Parts are of the other formats.
      responses.remove("206");
      removeParameters((ArrayNode) operation.get("parameters"), CellFormat.JSON.foreign());
    }
    responses.forEach(response -> keepJson(response.path("content")));
  }

  private static void listMembers(JsonNode parameter) {
    if (parameter instanceof ObjectNode object
        && object.path("style").asText().equals("deepObject")) {
      object.put("style", "form");
      object.put(
          "description",
          object.get("description").asText().strip()
              + " Here it is a list of texts, each a name, `=` and what is selected: `y=52.5`.");
      ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "array");
      schema.set("items", object.get("schema").get("additionalProperties"));
      object.set("schema", schema);
    }
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
