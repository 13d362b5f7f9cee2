package io.hypertile.zarr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Documents that no one should have written are refused by the member that is wrong. */
@Timeout(120)
class HostileZarrTest {
  private static final String ARRAY =
      """
      {"zarr_format": 3, "node_type": "array", "shape": [4, 4], "data_type": "int16",
       "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 2]}},
       "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
       "fill_value": 0, "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
       "attributes": {}, "dimension_names": ["a", null], "storage_transformers": []}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "zarr_format; 2; zarr_format",
        "zarr_format; `\"3\"`; zarr_format",
        "zarr_format; null; zarr_format",
        "node_type; `\"tree\"`; node_type",
        "node_type; 3; node_type",
        "shape; null; shape",
        "shape; 4; shape",
        "shape; [4]; chunk_grid.configuration.chunk_shape",
        "shape; [4, -1]; shape[1]",
        "shape; [4, 1.0]; shape[1]",
        "shape; [4, 9223372036854775808]; shape[1]",
        "shape; [4, true]; shape[1]",
        "shape; [9223372036854775807, 9223372036854775807]; chunk_grid.configuration.chunk_shape",
        "data_type; `\"int7\"`; data_type",
        "data_type; `\"longdouble\"`; data_type",
        "data_type; []; data_type",
        "data_type; `{\"name\": \"numpy.datetime64\"}`; data_type.configuration",
        "data_type; `{\"name\": \"raw_bytes\", \"configuration\": {\"length_bytes\": 99999999999}}`; data_type.configuration.length_bytes",
        "data_type; `{\"name\": \"structured\", \"configuration\": {\"fields\": [[\"a\"]]}}`; data_type.configuration.fields[0]",
        "chunk_grid; `{\"name\": \"rectilinear\"}`; chunk_grid.name",
        "chunk_grid; `{\"name\": \"regular\"}`; chunk_grid.configuration",
        "chunk_grid; `{\"name\": \"regular\", \"configuration\": {\"chunk_shape\": [2, 0]}}`; chunk_grid.configuration.chunk_shape[1]",
        "chunk_grid; `{\"name\": \"regular\", \"configuration\": {\"chunk_shape\": [4611686018427387904, 2]}}`; chunk_grid.configuration.chunk_shape",
        "chunk_key_encoding; `{\"name\": \"other\"}`; chunk_key_encoding.name",
        "chunk_key_encoding; `{\"name\": \"v2\", \"configuration\": {\"separator\": \"..\"}}`; chunk_key_encoding.configuration.separator",
        "fill_value; null; fill_value",
        "fill_value; 40000; fill_value",
        "fill_value; `{}`; fill_value",
        "codecs; []; codecs",
        "codecs; `\"bytes\"`; codecs",
        "codecs; [5]; codecs[0]",
        "codecs; `[{\"name\": 5}]`; codecs[0].name",
        "codecs; `[\"bytes\", {\"name\": \"zstd\", \"configuration\": [1]}]`; codecs[1].configuration",
        "attributes; []; attributes",
        "dimension_names; `[\"a\"]`; dimension_names",
        "dimension_names; `[\"a\", 5]`; dimension_names[1]",
        "storage_transformers; `[{\"name\": \"x\"}]`; storage_transformers",
        "later; 5; document",
        "later; `{\"must_understand\": true}`; document",
        "later; `{\"must_understand\": \"false\"}`; document",
      })
  void wrongMembersAreNamed(String name, String value, String path) {
    ObjectNode document = (ObjectNode) ZarrResources.tree(bytes(ARRAY));
    document.set(name, ZarrResources.tree(bytes(value)));

    assertThatThrownBy(() -> NodeDocument.parse("a/zarr.json", bytes(document.toString())))
        .isInstanceOfSatisfying(
            ServiceException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
              assertThat(failure.members()).containsEntry("file", "a/zarr.json");
              assertThat(failure.members()).containsEntry("object", path);
            });
  }

  @Test
  void textsThatAreNoDocumentsAreRefused() {
    for (String text :
        List.of(
            "",
            " ",
            "null",
            "5",
            "[]",
            "{",
            ARRAY + "{}",
            ARRAY + ",",
            "{\"zarr_format\": 3, \"zarr_format\": 3}",
            "{\"a\":".repeat(100_000),
            "[".repeat(1_000_000),
            "{\"zarr_format\": " + "9".repeat(100_000) + "}",
            "{\"zarr_format\": 1e999999999}",
            "{\"zarr_format\": -1e-999999999}")) {
      assertThatThrownBy(() -> NodeDocument.parse("test", bytes(text)))
          .isInstanceOf(ServiceException.class);
    }
    assertThatThrownBy(() -> NodeDocument.parse("test", new byte[ZarrJson.MAX_BYTES + 1]))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void shapesWithoutCellsMayBeLongInOtherAxes() {
    String text = ARRAY.replace("[4, 4]", "[0, 9223372036854775807]");

    ArrayDocument array = (ArrayDocument) NodeDocument.parse("test", bytes(text));

    assertThat(array.grid().shape().cells()).isZero();
  }

  @Test
  void pathsOfConsolidatedNodesStayBelowTheGroup() {
    for (String path :
        List.of("", "/a", "a/", "../a", "a/../b", "a//b", ".", "a\\\\b", "a\\u0000")) {
      String text =
          "{\"zarr_format\": 3, \"node_type\": \"group\", \"consolidated_metadata\": {\"kind\":"
              + " \"inline\", \"must_understand\": false, \"metadata\": {\""
              + path
              + "\": {\"zarr_format\": 3, \"node_type\": \"group\"}}}}";
      assertThatThrownBy(() -> NodeDocument.parse("test", bytes(text)))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("consolidated_metadata.metadata");
    }
  }

  @Test
  void changedBytesAreReadOrRefused() throws IOException {
    Random random = TestSeed.random();
    List<byte[]> documents = new ArrayList<>(ZarrResources.documents().values());
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = documents.get(random.nextInt(documents.size())).clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) "0129-.eE\"[]{},:ntN \\u".charAt(random.nextInt(21));
      }
      refused += isRefused(bytes) ? 1 : 0;
    }
    assertThat(refused).isBetween(2_000, 19_000);
  }

  @Test
  void changedValuesAreReadOrRefused() throws IOException {
    Random random = TestSeed.random(1);
    List<byte[]> documents = new ArrayList<>(ZarrResources.documents().values());
    for (JsonNode row : ZarrResources.json("v2.json")) {
      documents.add(bytes(row.get("zarray").stringValue()));
    }
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      JsonNode tree = ZarrResources.tree(documents.get(random.nextInt(documents.size())));
      change(tree, random);
      refused += isRefused(bytes(tree.toString())) ? 1 : 0;
    }
    assertThat(refused).isBetween(2_000, 19_500);
  }

  /** Puts another value in the place of one, at any depth. */
  private static void change(JsonNode tree, Random random) {
    JsonNode at = tree;
    while (true) {
      int size = at.size();
      if (size == 0) {
        return;
      }
      int index = random.nextInt(size);
      String name = at.isObject() ? List.copyOf(at.propertyNames()).get(index) : "";
      JsonNode below = at.isObject() ? at.get(name) : at.get(index);
      if (below.isEmpty() || random.nextInt(3) == 0) {
        if (at instanceof ObjectNode object) {
          object.set(name, value(random));
        } else {
          ((ArrayNode) at).set(index, value(random));
        }
        return;
      }
      at = below;
    }
  }

  private static JsonNode value(Random random) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (random.nextInt(12)) {
      case 0 -> json.nullNode();
      case 1 -> json.numberNode(-1);
      case 2 -> json.numberNode(0);
      case 3 -> json.numberNode(Long.MAX_VALUE);
      case 4 -> json.numberNode(new java.math.BigInteger("9".repeat(300)));
      case 5 -> json.numberNode(1e300);
      case 6 -> json.stringNode("x");
      case 7 -> json.stringNode("\0".repeat(random.nextInt(10)));
      case 8 -> json.arrayNode();
      case 9 -> json.objectNode();
      case 10 -> json.arrayNode().add(json.arrayNode().add(Long.MAX_VALUE)).add(3);
      default -> json.objectNode().put("name", "sharding_indexed").put("must_understand", false);
    };
  }

  private static boolean isRefused(byte[] bytes) {
    boolean isRefused = false;
    try {
      byte[] written = NodeDocument.parse("test", bytes).bytes();
      assertThat(NodeDocument.parse("again", written).bytes()).isEqualTo(written);
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
      isRefused = true;
    }
    try {
      ZarrV2.array("test", bytes, null).specification();
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
    }
    return isRefused;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
