package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Members of a collection document that may be left out and are null instead. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class NullMembersTest {
  private static final String DATASETS = "'kind': 'dataset'";
  private static final String PARTITIONED =
      "'kind': 'partitioned', 'axis': 't', 'partitioning': {'name': 'sequence', 'variables':"
          + " ['n'], 'dimension': 't'}, 'schema': {'dimensions': [{'name': 't'}], 'variables':"
          + " [{'name': 'n', 'dtype': '<i4', 'dimensions': ['t']}]}";

  /** Members that one kind of collection needs, and others do not have. */
  private static final Set<String> NEEDED =
      Set.of("dtype", "dimensions", "axis", "partitioning", "schema", "base", "variables");

  private static final String COLLECTIONS = "/api/v1/collections";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String X = "{'name': 'x', 'size': 16}";
  private static final String TIME =
      "{'name': 't', 'type': 'time', 'size': 4, 'start_value': '2023-01-01T00:00:00Z', 'step':"
          + " {'seconds': 60}}";
  private static final String SCALED =
      "{'name': 'y', 'size': 4, 'scale': {'start_value': 1.0, 'step': 0.5}}";
  private static final String LABELLED =
      "{'name': 'l', 'size': 2, 'labels': ['a', 'b'], 'type': 'generic'}";
  private static final String COMPRESSED = "'options': {'compression': {%s}}";

  /**
   * Objects of documents.
   *
   * @param schema name of the object's schema in the description of the interface; of the others
   *     that it has no schema for, empty
   * @param more members of the document besides its dtype
   * @param pointer the object in the document
   * @param members what may be left out in it
   */
  private record Row(String schema, String more, String pointer, String... members) {}

  private static final List<Row> ROWS =
      List.of(
          array("NewCollection", X, "", "fill_value", "attributes", "options"),
          array("NewCollection", X, "", "vgrid", "arrays_shape"),
          array("NewCollection", X, "", "storage", "store"),
          new Row(
              "NewCollection",
              DATASETS,
              "",
              "codec",
              "on_type_mismatch",
              "layout",
              "path",
              "read_only",
              "title",
              "description"),
          new Row("NewCollection", PARTITIONED, "", "catalog", "extras", "path", "read_only"),
          new Row("NewCollection", varray("'vgrid': [2]"), "", "arrays_shape"),
          new Row("NewCollection", varray("'arrays_shape': [2]"), "", "vgrid"),
          array("GenericDimension", X, "/dimensions/0", "labels", "scale"),
          array("", X, "/dimensions/0", "type", "start_value", "step"),
          array("", SCALED, "/dimensions/0", "type", "labels", "start_value", "step"),
          array("", LABELLED, "/dimensions/0", "scale", "start_value", "step"),
          array("", TIME, "/dimensions/0", "labels", "scale"),
          array("Scale", SCALED, "/dimensions/0/scale", "name", "period"),
          array("", TIME, "/dimensions/0/step", "days", "microseconds"),
          plain("AttributeDeclaration", "'attributes': [{'name': 'a', 'dtype': 'int'}]")
              .at("/attributes/0", "primary"),
          plain("StorageOptions", "'options': {}")
              .at("/options", "chunks", "compression", "chunk_shape"),
          compressed("'codec': 'gzip'", "level", "filter", "parameters", "coding"),
          compressed("'codec': 'lzf'", "level", "filter", "parameters", "pixels_per_block"),
          compressed("'codec': 'szip'", "coding", "pixels_per_block", "filter", "level"),
          compressed("'codec': 'zstd'", "parameters", "filter", "level"),
          compressed("'filter': 32015", "parameters", "codec", "level"));

  @TempDir static Path root;

  @LocalServerPort int port;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.resolve("storage").toString());
  }

  private static Row array(String schema, String dimension, String pointer, String... members) {
    return new Row(schema, "'kind': 'array', 'dimensions': [" + dimension + "]", pointer, members);
  }

  private static String varray(String tiles) {
    return "'kind': 'varray', 'dimensions': [" + X + "], " + tiles;
  }

  private record Part(String schema, String more) {
    Row at(String pointer, String... members) {
      return new Row(schema, more, pointer, members);
    }
  }

  private static Part plain(String schema, String more) {
    return new Part(schema, "'kind': 'array', 'dimensions': [" + X + "], " + more);
  }

  private static Row compressed(String given, String... members) {
    return plain("", COMPRESSED.formatted(given)).at("/options/compression", members);
  }

  @TestFactory
  Stream<DynamicTest> nullIsTheSameAsLeavingOut() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Row row : ROWS) {
      for (String member : row.members()) {
        tests.add(
            DynamicTest.dynamicTest(
                row.more() + " with " + row.pointer() + "/" + member, () -> check(row, member)));
      }
    }
    return tests.stream();
  }

  private void check(Row row, String member) throws IOException {
    String dtype = Set.of(DATASETS, PARTITIONED).contains(row.more()) ? "" : "'dtype': 'float32', ";
    String text = ("{'name': 'c', " + dtype + row.more() + "}").replace('\'', '"');
    ObjectNode document = (ObjectNode) JSON.readTree(text);
    JsonNode without = created(document);
    ObjectNode place = (ObjectNode) document.at(row.pointer());
    assertThat(place.has(member)).isFalse();
    place.putNull(member);
    assertThat(created(document)).isEqualTo(without);
  }

  /** What the server keeps of a collection. */
  private JsonNode created(JsonNode document) throws IOException {
    ApiClient api = new ApiClient(port);
    Answer answer = api.json("POST", COLLECTIONS, document.toString()).expect(201);
    api.delete(COLLECTIONS + "/c").expect(204);
    return answer.json();
  }

  @Test
  void everyMemberThatTheInterfaceDescribesAsOptionalIsTried() throws IOException {
    JsonNode schemas =
        new ApiClient(port).get("/v3/api-docs").expect(200).json().at("/components/schemas");
    for (String name :
        List.of(
            "NewCollection",
            "GenericDimension",
            "Scale",
            "AttributeDeclaration",
            "StorageOptions")) {
      Set<String> optional = new TreeSet<>(schemas.at("/" + name + "/properties").propertyNames());
      schemas
          .at("/" + name + "/required")
          .forEach(required -> optional.remove(required.asString()));
      if (name.equals("NewCollection")) {
        optional.removeAll(NEEDED);
      }
      Set<String> tried = new TreeSet<>();
      ROWS.stream()
          .filter(row -> row.schema().equals(name))
          .forEach(row -> tried.addAll(List.of(row.members())));
      assertThat(Map.of(name, tried)).isEqualTo(Map.of(name, optional));
    }
  }
}
