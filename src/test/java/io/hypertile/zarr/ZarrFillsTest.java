package io.hypertile.zarr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Fill values in every spelling are the cells that zarr-python reads. */
class ZarrFillsTest {
  /**
   * What zarr-python reads in another way: it cuts, drops, counts or makes quiet without a word.
   */
  private static final Set<String> STRICTER =
      Set.of(
          "\"float16\" \"0x7c01\"",
          "\"float32\" \"0x7c01\"",
          "\"float64\" \"0x7c01\"",
          "\"float16\" true",
          "\"float32\" true",
          "\"float64\" true",
          "\"bool\" \"true\"",
          "\"bool\" null",
          "{\"name\":\"fixed_length_utf32\",\"configuration\":{\"length_bytes\":8}} \"abc\"",
          "{\"name\":\"fixed_length_utf32\",\"configuration\":{\"length_bytes\":7}} \"a\"",
          "{\"name\":\"null_terminated_bytes\",\"configuration\":{\"length_bytes\":3}} \"!!!!\"",
          "{\"name\":\"raw_bytes\",\"configuration\":{\"length_bytes\":3}} \"!!!!\"",
          "\"string\" 5");

  @Test
  void spellingsAreReadAsZarrPythonReadsThem() throws IOException {
    List<String> wrong = new ArrayList<>();
    JsonNode rows = ZarrResources.json("fills.json");
    assertThat(rows).hasSizeGreaterThan(400);
    for (JsonNode row : rows) {
      String read = read(row);
      String expected = row.get("read").isNull() ? "refused" : row.get("read").toString();
      String spelling = row.get("data_type") + " " + row.get("fill_value");
      if (read.equals(expected) == STRICTER.contains(spelling)) {
        wrong.add(spelling + ": " + read + " for " + expected);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String read(JsonNode row) {
    ObjectNode document = ZarrJson.object();
    document.set("data_type", row.get("data_type"));
    document.set("fill_value", row.get("fill_value"));
    Member member = Member.of("test", document);
    try {
      ZarrType type = ZarrTypes.parse(member.get("data_type"));
      return text(ZarrFills.parse(member.get("fill_value"), type));
    } catch (ServiceException e) {
      return "refused";
    }
  }

  static String text(ZarrFill fill) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    switch (fill) {
      case ZarrFill.Cell cell -> object.put("cell", HexFormat.of().formatHex(cell.bytes()));
      case ZarrFill.Text text -> object.put("text", text.text());
      case ZarrFill.AnyBytes bytes -> object.put("bytes", HexFormat.of().formatHex(bytes.bytes()));
    }
    return object.toString();
  }

  @Test
  void fillThatIsReadIsWrittenSoThatItIsReadAgain() throws IOException {
    int count = 0;
    for (JsonNode row : ZarrResources.json("fills.json")) {
      if (read(row).equals("refused")) {
        continue;
      }
      ObjectNode document = ZarrJson.object();
      document.set("data_type", row.get("data_type"));
      document.set("fill_value", row.get("fill_value"));
      Member member = Member.of("test", document);
      ZarrType type = ZarrTypes.parse(member.get("data_type"));
      ZarrFill fill = ZarrFills.parse(member.get("fill_value"), type);
      document.set("again", ZarrFills.json(fill, type));

      assertThat(ZarrFills.parse(member.get("again"), type)).as(row.toString()).isEqualTo(fill);
      count++;
    }
    assertThat(count).isGreaterThan(200);
  }

  @Test
  void rawBytesHaveTheNamesOfTheSpecificationToo() {
    ObjectNode document = ZarrJson.object().put("type", "r24").put("odd", "r12");
    document.putArray("fill").add(1).add(2).add(255);
    Member member = Member.of("test", document);

    ZarrType type = ZarrTypes.parse(member.get("type"));
    assertThat(type).isEqualTo(new ZarrType.RawBytes(3));
    assertThat(ZarrFills.parse(member.get("fill"), type))
        .isEqualTo(new ZarrFill.Cell(new byte[] {1, 2, (byte) 255}));
    assertThatThrownBy(() -> ZarrTypes.parse(member.get("odd")))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void numbersAreWrittenAsPythonWritesThem() {
    assertThat(
            List.of(
                PythonFloats.repr(1e16),
                PythonFloats.repr(1e15),
                PythonFloats.repr(123456789012345680.0),
                PythonFloats.repr(0.0001),
                PythonFloats.repr(0.00001),
                PythonFloats.repr(-2.5e-300),
                PythonFloats.repr(-0.0),
                PythonFloats.repr(100),
                PythonFloats.repr(5e-324),
                PythonFloats.repr(1.7976931348623157e308)))
        .containsExactly(
            "1e+16",
            "1000000000000000.0",
            "1.2345678901234568e+17",
            "0.0001",
            "1e-05",
            "-2.5e-300",
            "-0.0",
            "100.0",
            "5e-324",
            "1.7976931348623157e+308");
  }
}
