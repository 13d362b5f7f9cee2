package io.hypertile.zarr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents of format 2 are read as zarr-python reads them and converts them to format 3. */
class ZarrV2Test {
  @Test
  void arraysAreWhatZarrPythonConvertsThemTo() throws IOException {
    JsonNode rows = ZarrResources.json("v2.json");
    assertThat(rows).hasSizeGreaterThan(80);
    int converted = 0;
    for (JsonNode row : rows) {
      String text = row.get("zarray").stringValue();
      JsonNode attributes = row.get("zattrs");
      ArrayDocument array =
          ZarrV2.array(
              "test", bytes(text), attributes.isNull() ? null : bytes(attributes.stringValue()));

      if (!attributes.isNull()) {
        assertThat(array.attributes().toString())
            .isEqualTo(ZarrResources.tree(bytes(attributes.stringValue())).toString());
      }
      Optional<ZarrFill> fill = array.specification().fill();
      assertThat(fill.map(ZarrFillsTest::text).orElse("null"))
          .as(text)
          .isEqualTo(row.get("fill").toString());
      if (!row.get("converted").isNull()) {
        converted++;
        assertConverted(array, row.get("converted"), text);
      }
    }
    assertThat(converted).isGreaterThan(75);
  }

  private static void assertConverted(ArrayDocument array, JsonNode converted, String text) {
    ArrayDocument expected =
        (ArrayDocument) NodeDocument.parse("converted", bytes(converted.toString()));
    assertThat(array.grid()).as(text).isEqualTo(expected.grid());
    assertThat(array.specification().type()).as(text).isEqualTo(expected.specification().type());
    assertThat(array.specification().keys()).as(text).isEqualTo(expected.specification().keys());
    List<CodecSpec> codecs =
        expected.specification().codecs().stream()
            .filter(codec -> !isIdentity(codec, array.grid().shape()))
            .toList();
    assertThat(array.specification().codecs()).as(text).isEqualTo(codecs);
  }

  /** The transposition of one axis, which zarr-python names and does. */
  private static boolean isIdentity(CodecSpec codec, Shape shape) {
    return codec.name().equals("transpose") && shape.rank() < 2;
  }

  @Test
  void consolidatedMetadataHoldsAllNodes() {
    Map<String, NodeDocument> nodes =
        ZarrV2.consolidated(
            ".zmetadata",
            bytes(
                """
                {"zarr_consolidated_format": 1, "metadata": {
                  ".zgroup": {"zarr_format": 2}, ".zattrs": {"title": "t"},
                  "a/.zgroup": {"zarr_format": 2},
                  "a/b/.zattrs": {"_ARRAY_DIMENSIONS": ["x"]},
                  "a/b/.zarray": {"zarr_format": 2, "shape": [4], "chunks": [2], "dtype": "<i2",
                    "compressor": null, "fill_value": null, "order": "C", "filters": null}}}
                """));

    assertThat(nodes).containsOnlyKeys("", "a", "a/b");
    assertThat(nodes.get("").attributes().get("title").stringValue()).isEqualTo("t");
    assertThat(((GroupDocument) nodes.get("a")).format()).isEqualTo(2);
    ArrayDocument array = (ArrayDocument) nodes.get("a/b");
    assertThat(array.specification().fill()).isEmpty();
    assertThat(array.attributes().has("_ARRAY_DIMENSIONS")).isTrue();
    assertThatThrownBy(array::bytes).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void filtersOfCellsComeBeforeTheirBytes() {
    assertThat(codecs("[{\"id\": \"vlen-utf8\"}]", "\"|O\""))
        .containsExactly("vlen-utf8", "numcodecs.zlib");
    assertThat(codecs("[{\"id\": \"delta\"}, {\"id\": \"shuffle\"}]", "\"<i4\""))
        .containsExactly("numcodecs.delta", "bytes", "numcodecs.shuffle", "numcodecs.zlib");
    assertThatThrownBy(() -> codecs("[{\"id\": \"shuffle\"}, {\"id\": \"delta\"}]", "\"<i4\""))
        .isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> codecs("[{\"id\": \"pickle\"}]", "\"|O\""))
        .isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> codecs("null", "\"|O\"")).isInstanceOf(ServiceException.class);
  }

  private static List<String> codecs(String filters, String dtype) {
    String text =
        "{\"zarr_format\": 2, \"shape\": [4], \"chunks\": [2], \"dtype\": "
            + dtype
            + ", \"compressor\": {\"id\": \"zlib\", \"level\": 1}, \"fill_value\": 0,"
            + " \"order\": \"C\", \"filters\": "
            + filters
            + "}";
    return ZarrV2.array("test", bytes(text), null).specification().codecs().stream()
        .map(CodecSpec::name)
        .toList();
  }

  @Test
  void fillsOfZeroStandForEmptyCells() {
    for (String dtype : List.of("<U3", "|S3", "|V3", "<c8", "|b1")) {
      String text =
          "{\"zarr_format\": 2, \"shape\": [4], \"chunks\": [2], \"dtype\": \""
              + dtype
              + "\", \"compressor\": null, \"fill_value\": 0, \"order\": \"C\", \"filters\": []}";
      ZarrFill fill = ZarrV2.array("test", bytes(text), null).specification().fill().orElseThrow();
      assertThat(((ZarrFill.Cell) fill).bytes()).containsOnly(0);
    }
  }

  @Test
  void groupsHaveAttributes() {
    GroupDocument group =
        ZarrV2.group("test", bytes("{\"zarr_format\": 2}"), bytes("{\"a\": NaN}"));
    ObjectNode attributes = group.attributes();

    assertThat(attributes.get("a").doubleValue()).isNaN();
    assertThatThrownBy(() -> ZarrV2.group("test", bytes("{\"zarr_format\": 3}"), null))
        .isInstanceOf(ServiceException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
