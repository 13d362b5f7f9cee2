import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes the description of the interface that SDKs are generated from. It describes the same
 * requests as {@code openapi/openapi.yaml}; what generators cannot make methods of is left out or
 * taken apart:
 *
 * <ul>
 *   <li>Reading and writing of cells is an operation for each format ({@code readNpy}, {@code
 *       readJson}, …), as a method has one type. Operations of one document need paths of their
 *       own, so each format has another name for the path parameter {@code array}, which the
 *       generators map back.
 *   <li>Other answers and bodies are JSON alone.
 *   <li>Parameters that change the type of an answer, {@code sel.<dimension>} and {@code
 *       isel.<dimension>} are left out, and so is the other form of a collection that one of them
 *       asks for.
 *   <li>Failures have the media type {@code application/*}: some generators ask for the first type
 *       with "json" in its name, and would get cells as JSON.
 * </ul>
 *
 * <p>Takes two arguments: the file to read and the file to write.
 */
final class SdkDocument {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
  private static final String SUBSET = "/api/v1/collections/{collection}/arrays/{array}/subset";
  private static final String PARAMETERS = "#/components/parameters/";
  private static final String SCHEMAS = "#/components/schemas/";

  /** Parameters that no method has. */
  private static final Set<String> OMITTED =
      Set.of("Sel", "Isel", "Format", "DocumentFormat", "Layout");

  /** A format of cells, and which of the parameters that not all formats know it does not have. */
  private enum Format {
    JSON("application/json", Set.of("Range", "If-Range")),
    NPY("application/x-npy", Set.of("Nan", "Int64", "Coordinates")),
    RAW("application/octet-stream", Set.of("Nan", "Int64", "Coordinates")),
    CSV("text/csv", Set.of("Nan", "Int64", "Coordinates", "Range", "If-Range"));

    private final String mediaType;
    private final Set<String> omitted;

    Format(String mediaType, Set<String> omitted) {
      this.mediaType = mediaType;
      this.omitted = omitted;
    }

    /** As a part of names of methods: {@code Npy}. */
    String title() {
      return name().charAt(0) + name().substring(1).toLowerCase();
    }

    /** Its name for the path parameter {@code array}. */
    String array() {
      return "array_" + name().toLowerCase();
    }
  }

  private SdkDocument() {}

  public static void main(String[] arguments) throws IOException {
    ObjectNode document = (ObjectNode) YAML.readTree(Path.of(arguments[0]).toFile());
    ObjectNode paths = (ObjectNode) document.get("paths");
    takeApart(paths);
    for (JsonNode path : paths) {
      for (String method : METHODS) {
        if (path.has(method)) {
          simplify((ObjectNode) path.get(method));
        }
      }
    }
    keepOneForm(document);
    removeExamples(document);
    Path to = Path.of(arguments[1]);
    Files.createDirectories(to.toAbsolutePath().getParent());
    JSON.writerWithDefaultPrettyPrinter().writeValue(to.toFile(), document);
  }

  private static void takeApart(ObjectNode paths) {
    ObjectNode subset = (ObjectNode) paths.get(SUBSET);
    JsonNode read = required(subset.remove("get"));
    JsonNode write = required(subset.remove("put"));
    for (Format format : Format.values()) {
      ObjectNode path = paths.putObject(SUBSET.replace("{array}", "{" + format.array() + "}"));
      path.set("get", of(format, read, "read"));
      if (write.at("/requestBody/content").has(format.mediaType)) {
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
  private static ObjectNode of(Format format, JsonNode operation, String verb) {
    ObjectNode one = operation.deepCopy();
    one.put("operationId", verb + format.title());
    one.put("summary", one.get("summary").asText() + ", as " + format.name());
    ArrayNode parameters = (ArrayNode) one.get("parameters");
    removeParameters(parameters, format.omitted);
    for (int n = 0; n < parameters.size(); n++) {
      if (parameters.get(n).path("$ref").asText().equals(PARAMETERS + "Array")) {
        parameters.set(n, arrayParameter(format));
      }
    }
    keep(format.mediaType, one.at("/requestBody/content"));
    ObjectNode responses = (ObjectNode) one.get("responses");
    keep(format.mediaType, responses.at("/200/content"));
    keep(format.mediaType, responses.at("/206/content"));
    if (responses.at("/206/content").isEmpty()) {
      responses.remove("206");
    }
    return one;
  }

  private static ObjectNode arrayParameter(Format format) {
    ObjectNode parameter = JSON.createObjectNode();
    parameter.put("name", format.array()).put("in", "path").put("required", true);
    parameter.put("description", "A UUID, or `~` and the values of the primary attributes.");
    parameter.putObject("schema").put("type", "string").put("minLength", 1);
    return parameter;
  }

  private static void keep(String mediaType, JsonNode content) {
    if (content instanceof ObjectNode types) {
      types.retain(mediaType);
    }
  }

  private static void simplify(ObjectNode operation) {
    if (operation.get("parameters") instanceof ArrayNode parameters) {
      removeParameters(parameters, OMITTED);
    }
    keepJson(operation.at("/requestBody/content"));
    operation
        .get("responses")
        .properties()
        .forEach(response -> {
          JsonNode content = response.getValue().path("content");
          if (response.getKey().startsWith("2")) {
            keepJson(content);
          } else if (content instanceof ObjectNode types && types.has("application/problem+json")) {
            types.set("application/*", types.remove("application/problem+json"));
          }
        });
  }

  private static void keepJson(JsonNode content) {
    if (content.has("application/json")) {
      keep("application/json", content);
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

  /** A collection that is shown is what the server describes; Deker's form is not asked for. */
  private static void keepOneForm(ObjectNode document) {
    ((ObjectNode) document.at("/components/schemas"))
        .remove(List.of("ShownCollection", "DekerCollection"));
    refer(document, SCHEMAS + "ShownCollection", SCHEMAS + "CollectionDocument");
  }

  private static void refer(JsonNode node, String from, String to) {
    if (node instanceof ObjectNode object && object.path("$ref").asText().equals(from)) {
      object.put("$ref", to);
    }
    node.forEach(part -> refer(part, from, to));
  }

  /** Examples say nothing to generators, and some of them stumble over these. */
  private static void removeExamples(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(List.of("example", "examples"));
    }
    node.forEach(SdkDocument::removeExamples);
  }
}
