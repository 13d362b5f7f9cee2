package io.hypertile.zarr;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents that zarr-python wrote are read as it reads them, and written as it wrote them. */
class ZarrFixturesTest {
  @Test
  void documentsAreWrittenBackByteForByte() throws IOException {
    Map<String, byte[]> documents = ZarrResources.documents();
    assertThat(documents).hasSizeGreaterThan(160);
    documents.forEach((name, bytes) ->
        assertThat(new String(NodeDocument.parse(name, bytes).bytes(), StandardCharsets.UTF_8))
            .as(name)
            .isEqualTo(new String(bytes, StandardCharsets.UTF_8)));
  }

  @Test
  void documentsMadeOfWhatWasReadAreThoseOfZarrPython() throws IOException {
    for (Map.Entry<String, byte[]> document : ZarrResources.documents().entrySet()) {
      NodeDocument made =
          switch (NodeDocument.parse(document.getKey(), document.getValue())) {
            case ArrayDocument array ->
                ArrayDocument.create(
                    array.specification(), array.dimensionNames(), array.attributes());
            case GroupDocument group -> {
              GroupDocument plain = GroupDocument.create(group.attributes());
              yield group.consolidated().map(plain::withConsolidated).orElse(plain);
            }
          };
      // The payload of a NaN has another spelling than that of zarr-python.
      assertThat(new String(made.bytes(), StandardCharsets.UTF_8))
          .as(document.getKey())
          .isEqualTo(new String(document.getValue(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void partsOfArraysAreThoseOfZarrPython() throws IOException {
    JsonNode nodes = ZarrResources.json("expected.json");
    int arrays = 0;
    for (Map.Entry<String, JsonNode> entry : nodes.properties()) {
      JsonNode expected = entry.getValue();
      NodeDocument read =
          NodeDocument.parse(entry.getKey(), ZarrResources.document(entry.getKey()));
      if (expected.get("zarr_node").stringValue().equals("group")) {
        assertThat(read).isInstanceOf(GroupDocument.class);
        continue;
      }
      arrays++;
      ArrayDocument array = (ArrayDocument) read;
      ArraySpecification specification = array.specification();
      assertThat(array.grid().shape()).isEqualTo(shape(expected.get("shape")));
      assertThat(array.grid().chunkShape()).isEqualTo(shape(expected.get("chunk_shape")));
      assertThat(ZarrTypes.json(specification.type())).isEqualTo(expected.get("data_type"));
      assertThat(specification.codecs())
          .extracting(CodecSpec::name)
          .containsExactlyElementsOf(texts(expected.get("codecs")));
      assertThat(array.dimensionNames().stream().map(name -> name.orElse(null)).toList())
          .isEqualTo(texts(expected.get("dimension_names")));
    }
    assertThat(arrays).isGreaterThan(85);
  }

  private static Shape shape(JsonNode lengths) {
    List<Long> all = new ArrayList<>();
    lengths.forEach(length -> all.add(length.longValue()));
    return Shape.of(all);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.isNull() ? null : text.stringValue()));
    return texts;
  }

  @Test
  void consolidatedMetadataHoldsTheNodesBelow() throws IOException {
    GroupDocument group =
        (GroupDocument) NodeDocument.parse("test", ZarrResources.document("group_consolidated"));

    Map<String, NodeDocument> nodes = group.consolidated().orElseThrow();
    assertThat(nodes).containsOnlyKeys("g0", "g1", "g2", "g0/v", "g1/v", "g2/v");
    assertThat(((ArrayDocument) nodes.get("g1/v")).grid().shape()).isEqualTo(Shape.of(5));
    assertThat(group.attributes().get("title").stringValue()).isEqualTo("consolidated");
    // Written in another order, they come in that of zarr-python.
    Map<String, NodeDocument> shuffled = new LinkedHashMap<>();
    List.of("g2/v", "g1", "g0/v", "g2", "g1/v", "g0")
        .forEach(path -> shuffled.put(path, nodes.get(path)));
    assertThat(GroupDocument.create(group.attributes()).withConsolidated(shuffled).bytes())
        .isEqualTo(ZarrResources.document("group_consolidated"));
  }

  @Test
  void unknownMembersAreKept() {
    String text =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [4], "data_type": "int8",
         "later": {"must_understand": false, "x": [1.50, 1e300, -0.0]},
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2], "y": 1}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": 0, "codecs": ["bytes"]}
        """;
    ArrayDocument array =
        (ArrayDocument) NodeDocument.parse("test", text.getBytes(StandardCharsets.UTF_8));

    assertThat(ZarrResources.tree(array.bytes()))
        .isEqualTo(ZarrResources.tree(text.getBytes(StandardCharsets.UTF_8)));
    ObjectNode attributes = ZarrJson.object().put("units", "µ");
    ArrayDocument changed = array.withShape(Shape.of(9)).withAttributes(attributes);
    JsonNode tree = ZarrResources.tree(changed.bytes());
    assertThat(tree.get("later")).isEqualTo(ZarrResources.tree(array.bytes()).get("later"));
    assertThat(tree.get("shape").get(0).longValue()).isEqualTo(9);
    assertThat(tree.get("attributes")).isEqualTo(attributes);
    assertThat(array.grid().shape()).isEqualTo(Shape.of(4));
    assertThat(array.attributes()).isEmpty();
  }

  @Test
  void chunksHaveTheKeysOfZarrPython() throws IOException {
    assertThat(key("keys_default_dot", 1, 2)).isEqualTo("c.1.2");
    assertThat(key("keys_v2_dot", 1, 2)).isEqualTo("1.2");
    assertThat(key("keys_v2_slash", 1, 2)).isEqualTo("1/2");
    assertThat(key("dtype_bool", 0, 10)).isEqualTo("c/0/10");
    assertThat(key("shape_scalar_0d")).isEqualTo("c");
    assertThat(new ChunkKeys(ChunkKeys.Form.V2, '.').key(new long[0])).isEqualTo("0");
  }

  private static String key(String node, long... position) throws IOException {
    ArrayDocument array = (ArrayDocument) NodeDocument.parse(node, ZarrResources.document(node));
    return array.specification().keys().key(position);
  }

  @Test
  void dimensionsMayHaveNoName() throws IOException {
    ArrayDocument array =
        (ArrayDocument) NodeDocument.parse("test", ZarrResources.document("dimnames_partial"));

    assertThat(array.dimensionNames()).contains(Optional.empty());
    assertThat(array.dimensionNames()).anyMatch(Optional::isPresent);
  }
}
