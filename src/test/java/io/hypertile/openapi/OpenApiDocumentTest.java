package io.hypertile.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.deker.store.check.DekerFault;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.error.ErrorCode;
import io.hypertile.ndarray.DType;
import io.hypertile.zarr.check.NodeFault;
import io.hypertile.zarr.engine.StoredFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code openapi/openapi.yaml} is complete and means what it says. */
class OpenApiDocumentTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("hypertile.basedir", "."), "openapi", "openapi.yaml");
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  private static Map<String, Object> document;

  /** An operation of the document. */
  private record Operation(String method, String path, Map<String, Object> parts) {
    @Override
    public String toString() {
      return method.toUpperCase(java.util.Locale.ROOT) + " " + path;
    }
  }

  @BeforeAll
  static void read() throws IOException {
    document = map(new Yaml().load(Files.readString(DOCUMENT)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  private static List<?> list(Object value) {
    return value == null ? List.of() : (List<?>) value;
  }

  private static Object at(String... path) {
    Object value = document;
    for (String name : path) {
      value = map(value).get(name);
      assertThat(value).as("%s of %s", name, List.of(path)).isNotNull();
    }
    return value;
  }

  private static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    map(at("paths"))
        .forEach((path, item) ->
            map(item)
                .forEach(
                    (method, parts) -> operations.add(new Operation(method, path, map(parts)))));
    assertThat(operations).hasSizeGreaterThan(20);
    assertThat(operations).allMatch(operation -> METHODS.contains(operation.method()));
    return operations;
  }

  private static void eachMember(Object value, BiConsumer<String, Object> visitor) {
    if (value instanceof Map<?, ?> members) {
      members.forEach((name, member) -> {
        visitor.accept(String.valueOf(name), member);
        eachMember(member, visitor);
      });
    } else if (value instanceof List<?> items) {
      items.forEach(item -> eachMember(item, visitor));
    }
  }

  @Test
  void closedSetsAreThoseOfTheServer() {
    assertThat(list(at("components", "schemas", "ProblemCode", "enum")))
        .isEqualTo(Arrays.stream(ErrorCode.values()).map(ErrorCode::text).toList());
    assertThat(list(at("components", "schemas", "IntegrityFindingKind", "enum")))
        .isEqualTo(
            Stream.of(DekerFault.values(), StoredFault.values(), NodeFault.values())
                .flatMap(Arrays::stream)
                .map(IntegrityFinding.Kind::text)
                .distinct()
                .toList());
    assertThat(new TreeSet<>(list(at("components", "schemas", "Dtype", "enum"))))
        .isEqualTo(
            new TreeSet<Object>(Arrays.stream(DType.values()).map(DType::numpyName).toList()));
  }

  @Test
  void everyReferenceLeadsToSomethingAndEverythingIsReferredTo() {
    Set<String> references = new TreeSet<>();
    eachMember(
        document,
        (name, value) -> {
          if (name.equals("$ref")) {
            references.add(value.toString());
          }
        });
    Set<String> components = new TreeSet<>();
    Stream.of("examples", "headers", "parameters", "schemas")
        .forEach(kind ->
            map(at("components", kind))
                .keySet()
                .forEach(name -> components.add("#/components/" + kind + "/" + name)));
    assertThat(components).containsAll(references);
    components.removeAll(references);
    // No operation of the interface is served with other methods, and so none fails with this.
    assertThat(components).containsExactly("#/components/examples/problem-method-not-allowed");
  }

  @Test
  void everyOperationIsNamedExplainedAndTagged() {
    List<?> tags = list(at("tags")).stream().map(tag -> map(tag).get("name")).toList();
    Set<Object> ids = new TreeSet<>();
    for (Operation operation : operations()) {
      assertThat(operation.parts().get("operationId").toString())
          .as(operation.toString())
          .matches("[a-z]+[A-Za-z]+");
      assertThat(ids.add(operation.parts().get("operationId"))).as(operation.toString()).isTrue();
      assertThat(operation.parts().get("summary").toString()).isNotBlank();
      assertThat(tags.containsAll(list(operation.parts().get("tags"))))
          .as(operation.toString())
          .isTrue();
    }
    list(at("tags")).forEach(tag -> assertThat(map(tag).get("description")).isNotNull());
    map(at("components", "parameters"))
        .forEach((name, parameter) ->
            assertThat(map(parameter).get("description")).as(name).isNotNull());
  }

  @Test
  void everyOperationSaysWhatItFailsWith() {
    for (Operation operation : operations()) {
      Map<String, Object> responses = map(operation.parts().get("responses"));
      assertThat(responses.keySet())
          .as(operation.toString())
          .contains("400", "401", "403", "429", "500", "503");
      responses.forEach((status, response) -> {
        assertThat(map(map(response).get("headers"))).containsKey("X-Request-Id");
        if (status.compareTo("400") >= 0) {
          Map<String, Object> content = map(map(response).get("content"));
          assertThat(content).containsOnlyKeys("application/problem+json");
          Map<String, Object> problem = map(content.get("application/problem+json"));
          assertThat(problem.get("schema"))
              .isEqualTo(Map.of("$ref", "#/components/schemas/ProblemDetail"));
          assertThat(map(problem.get("examples"))).isNotEmpty();
        }
        if (Set.of("423", "429", "503").contains(status)) {
          assertThat(map(map(response).get("headers"))).containsKey("Retry-After");
        }
      });
      if (operation.path().contains("{collection}")) {
        assertThat(responses).as(operation.toString()).containsKey("404");
      }
      if (operation.parts().containsKey("requestBody")) {
        assertThat(responses).as(operation.toString()).containsKeys("413", "415");
      }
    }
  }

  @Test
  void everyBodyHasASchemaAndCellsAreBinary() {
    for (Operation operation : operations()) {
      List<Object> contents = new ArrayList<>();
      contents.add(map(operation.parts().get("requestBody")).get("content"));
      map(operation.parts().get("responses"))
          .values()
          .forEach(response -> contents.add(map(response).get("content")));
      for (Object content : contents) {
        map(content)
            .forEach((type, media) -> {
              Map<String, Object> schema = map(map(media).get("schema"));
              if (type.equals("application/x-npy") || type.equals("application/octet-stream")) {
                assertThat(schema).isEqualTo(Map.of("type", "string", "format", "binary"));
              } else if (type.equals("application/json")) {
                assertThat(schema.containsKey("$ref") || "array".equals(schema.get("type")))
                    .as("%s: %s", operation, schema)
                    .isTrue();
              }
            });
      }
    }
  }

  @Test
  void everyProblemExampleIsAProblemOfItsCode() {
    for (ErrorCode code : ErrorCode.values()) {
      Map<String, Object> example =
          map(at("components", "examples", "problem-" + code.text(), "value"));
      assertThat(example)
          .containsEntry("code", code.text())
          .containsEntry("type", "urn:hypertile:problem:" + code.text())
          .containsKeys("title", "status", "detail", "request_id");
    }
  }

  /** Members of a collection document are left out where they have nothing to say. */
  @Test
  void nothingOfANewCollectionIsDescribedAsNull() {
    Set<String> reached = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of("NewCollection"));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (reached.add(name)) {
        eachMember(
            at("components", "schemas", name),
            (member, value) -> {
              if (member.equals("$ref")) {
                open.push(String.valueOf(value).replace("#/components/schemas/", ""));
              } else if (member.equals("type")) {
                List<?> types = value instanceof List<?> several ? several : List.of(value);
                assertThat(types.toString()).as(name).doesNotContain("null");
              }
            });
      }
    }
    assertThat(reached).contains("Scale", "StorageOptions", "Compression", "TimeDimension");
    assertThat(reached).noneMatch(name -> name.startsWith("Shown"));
  }

  @Test
  void versionIsThatOfTheProduct() throws IOException {
    Path pom = Path.of(System.getProperty("hypertile.basedir", "."), "pom.xml");
    String product =
        Pattern.compile("<artifactId>hypertile</artifactId>\\s*<version>([^<]+)<")
            .matcher(Files.readString(pom))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    assertThat(at("info", "version")).isEqualTo(product);
    assertThat(product).as("a version that PEP 440 takes").matches("[0-9]+(\\.[0-9]+)*");
  }

  @Test
  void pathsAreInOrderAndEachBeginsWithWhatShows() {
    List<String> paths = List.copyOf(map(at("paths")).keySet());
    assertThat(paths).isSorted();
    List<String> order = List.of("get", "post", "put", "patch", "delete");
    map(at("paths"))
        .forEach((path, item) ->
            assertThat(map(item).keySet().stream().map(order::indexOf).toList())
                .as(path)
                .isSorted());
  }

  @Test
  void nothingIsFilledInThatMayBeLeftOutButTheSlice() {
    map(at("components", "parameters"))
        .forEach((name, given) -> {
          Map<String, Object> parameter = map(given);
          boolean filled =
              parameter.containsKey("example")
                  || map(parameter.get("schema")).containsKey("default");
          Object first =
              map(parameter.get("examples")).values().stream()
                  .map(example -> map(example).get("value"))
                  .findFirst()
                  .orElse("");
          boolean empty = first.equals("") || first.equals(Map.of());
          // The body of a write is that of the box or the rows which its example means; no example
          // drops everything.
          boolean needed =
              "path".equals(parameter.get("in"))
                  || Boolean.TRUE.equals(parameter.get("required"))
                  || name.endsWith("Slice") && !name.equals("AxisSlice")
                  || Set.of("WrittenFilter", "DroppedFilter").contains(name);
          assertThat(filled).as(name).isFalse();
          assertThat(empty).as(name).isEqualTo(!needed);
        });
  }

  /** The document of generators is the same interface, with one type to each operation. */
  @Test
  void documentOfGeneratorsHasOneTypeForEachAnswerAndBody() throws IOException {
    Path file = DOCUMENT.resolveSibling("sdk.yaml");
    Map<String, Object> sdk = map(new Yaml().load(Files.readString(file)));
    Set<String> ids = new TreeSet<>();
    map(sdk.get("paths"))
        .forEach((path, item) ->
            map(item)
                .forEach((method, given) -> {
                  Map<String, Object> parts = map(given);
                  assertThat(ids.add(parts.get("operationId").toString())).isTrue();
                  assertThat(map(map(parts.get("requestBody")).get("content")).size())
                      .isLessThanOrEqualTo(1);
                  map(parts.get("responses"))
                      .values()
                      .forEach(response ->
                          assertThat(map(map(response).get("content")).size())
                              .isLessThanOrEqualTo(1));
                }));
    assertThat(ids)
        .contains("readNpy", "writeNpy", "readRaw", "readCsv")
        .doesNotContain("readSubset");
    Set<String> references = new TreeSet<>();
    eachMember(
        sdk,
        (name, value) -> {
          assertThat(name).isNotIn("example", "propertyNames");
          if (name.equals("$ref")) {
            references.add(value.toString());
          }
        });
    map(sdk.get("components"))
        .forEach((kind, parts) -> {
          if (!kind.equals("securitySchemes")) {
            map(parts)
                .keySet()
                .forEach(name ->
                    assertThat(references.remove("#/components/" + kind + "/" + name))
                        .as(name)
                        .isTrue());
          }
        });
    assertThat(references).isEmpty();
  }
}
