package io.hypertile.dataset.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonReading;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DefinitionJsonTest {
  private static JsonNode json(String text) {
    return JsonReading.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ArrayDefinition parse(String text) {
    return DatasetJson.parseArray(json(text));
  }

  private static ArrayDefinition of(String dtype, String more) {
    return parse(
        "{'name': 'a', 'dtype': '%s', 'dimensions': ['x'], 'shape': [4]%s}".formatted(dtype, more));
  }

  @Test
  void definitionHasWhatTheDocumentSays() {
    ArrayDefinition definition =
        parse(
            """
            {"name": "temperature", "dtype": "float32", "dimensions": ["lat", "lon"],
             "shape": [8, 16], "chunk_shape": [4, 8], "fill_value": "NaN",
             "codecs": ["crc32c"], "attributes": {"units": "K"}}
            """);
    assertThat(definition.name().text()).isEqualTo("temperature");
    assertThat(definition.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(definition.dimensions()).containsExactly("lat", "lon");
    assertThat(definition.shape()).isEqualTo(Shape.of(8, 16));
    assertThat(definition.chunkShape()).isEqualTo(Shape.of(4, 8));
    assertThat(definition.codecs().orElseThrow().getFirst().name()).isEqualTo("crc32c");
    assertThat(definition.attributes().find("units")).isPresent();
    JsonNode shown = DefinitionJson.write(definition);
    assertThat(shown.get("fill_value").stringValue()).isEqualTo("NaN");
    assertThat(parse(shown.toString())).isEqualTo(definition);
  }

  @Test
  void chunksAreTheWholeShapeUnlessThatIsLarge() {
    assertThat(of("f64", "").chunkShape()).isEqualTo(Shape.of(4));
    ArrayDefinition large =
        parse("{'name': 'a', 'dtype': 'f32', 'dimensions': ['x', 'y'], 'shape': [100000, 1000]}");
    assertThat(large.chunkShape().bytes(DType.FLOAT32)).isBetween(8L << 20, 16L << 20);
    ArrayDefinition growing =
        parse("{'name': 'a', 'dtype': 'f64', 'dimensions': ['t', 'x'], 'shape': [0, 16]}");
    assertThat(growing.chunkShape()).isEqualTo(Shape.of(512, 16));
    assertThat(parse("{'name': 'a', 'dtype': 'str', 'dimensions': [], 'shape': []}").chunkShape())
        .isEqualTo(Shape.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {
        "i8: int8",
        "i16: int16",
        "i32: int32",
        "i64: int64",
        "u8: uint8",
        "u16: uint16",
        "u32: uint32",
        "u64: uint64",
        "f16: float16",
        "f32: float32",
        "f64: float64",
        "<i8: int64",
        "<f4: float32",
        "|u1: uint8",
        "str: string",
        "utf8: string",
        "datetime64[ns]: timestamp_ns",
        "timestamp_nanoseconds: timestamp_ns",
        "timestamp_ns: timestamp_ns",
        "timedelta64[ns]: timedelta_ns",
        "bool: bool",
        "numpy.float32: float32"
      })
  void otherNamesOfTypesMeanTheSame(String given, String shown) {
    assertThat(CellTypeNames.name(of(given, "").dtype())).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "int8; -128; -128",
        "uint64; 18446744073709551615; 18446744073709551615",
        "float32; 1; 1.0",
        "float32; 0.1; 0.1",
        "float64; 'Infinity'; \"Infinity\"",
        "float16; 'NaN'; \"NaN\"",
        "timestamp_ns; 7; 7",
        "timestamp_ns; '1970-01-01T00:00:01Z'; 1000000000",
        "timestamp_ns; 'NaT'; \"NaT\"",
        "timedelta_ns; 'NaT'; \"NaT\"",
        "bool; true; true",
        "string; 'none'; \"none\""
      },
      quoteCharacter = '`')
  void fillValueOfTheTypeIsTaken(String dtype, String given, String shown) {
    ArrayDefinition definition = of(dtype, ", 'fill_value': " + given);
    assertThat(DefinitionJson.write(definition).get("fill_value")).hasToString(shown);
    assertThat(definition.fill().orElseThrow().dtype()).isEqualTo(definition.dtype());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "int8; 128",
        "int8; -129",
        "uint8; -1",
        "uint64; 18446744073709551616",
        "int32; 1.5",
        "int32; 1.0",
        "int32; '1'",
        "int32; true",
        "timestamp_ns; 1.5",
        "timestamp_ns; 'soon'",
        "float64; true",
        "float64; '1'",
        "float32; 1e300",
        "string; 1",
        "bool; 1",
        "string; true"
      },
      quoteCharacter = '`')
  void fillValueOfAnotherTypeOrOutOfRangeIsRefused(String dtype, String given) {
    assertFault("/fill_value", () -> of(dtype, ", 'fill_value': " + given));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/dtype; {'name': 'a', 'dtype': 'flaot32', 'dimensions': ['x'], 'shape': [4]}",
        "/dtype; {'name': 'a', 'dtype': 'binary', 'dimensions': ['x'], 'shape': [4]}",
        "/dtype; {'name': 'a', 'dtype': 'list', 'dimensions': ['x'], 'shape': [4]}",
        "/shape; {'name': 'a', 'dtype': 'i8', 'dimensions': ['x'], 'shape': [4, 5]}",
        "/shape/0; {'name': 'a', 'dtype': 'i8', 'dimensions': ['x'], 'shape': [-1]}",
        "/shape; {'name': 'a', 'dtype': 'i64', 'dimensions': ['x', 'y'], 'shape': [9223372036854775807, 9]}",
        "/chunk_shape; {'name': 'a', 'dtype': 'i8', 'dimensions': ['x'], 'shape': [4], 'chunk_shape': [2, 2]}",
        "/chunk_shape/0; {'name': 'a', 'dtype': 'i8', 'dimensions': ['x'], 'shape': [4], 'chunk_shape': [0]}",
        "/chunk_shape; {'name': 'a', 'dtype': 'i8', 'dimensions': ['x'], 'shape': [4], 'chunk_shape': [1000000000]}",
        "/dimensions/1; {'name': 'a', 'dtype': 'i8', 'dimensions': ['x', 'x'], 'shape': [4, 4]}",
        "/dimensions/0; {'name': 'a', 'dtype': 'i8', 'dimensions': [''], 'shape': [4]}",
        "/dimensions; {'name': 'a', 'dtype': 'i8', 'shape': [4]}",
        "/codecs; {'name': 'a', 'dtype': 'i8', 'dimensions': [], 'shape': [], 'codecs': 'zip'}",
        "/chunks; {'name': 'a', 'dtype': 'i8', 'dimensions': [], 'shape': [], 'chunks': [1]}"
      },
      quoteCharacter = '`')
  void definitionThatCannotBeKeptIsRefusedWithTheMember(String pointer, String document) {
    assertFault(pointer, () -> parse(document));
  }

  @ParameterizedTest
  @CsvSource({"a/b", ".", "..", "_a", "''", "a\\u0001", "a\\\\b"})
  void nameThatIsNoneIsRefusedWithItsPlace(String name) {
    assertThatThrownBy(() ->
            DatasetJson.parse(
                json(
                    "{'name': 'd', 'arrays': [{'name': '%s', 'dtype': 'i8', 'dimensions': [],"
                            .formatted(name)
                        + " 'shape': []}]}")))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME);
              assertThat(e.members()).containsEntry("pointer", "/arrays/0/name");
            });
  }

  @Test
  void twoArraysOfOneNameAreRefused() {
    String array = "{'name': 'a', 'dtype': 'i8', 'dimensions': [], 'shape': []}";
    assertFault(
        "/arrays/1/name",
        () -> DatasetJson.parse(json("{'name': 'd', 'arrays': [%s, %s]}".formatted(array, array))));
  }

  @Test
  void typesThatOnlyOtherHierarchiesHaveAreShownAsNumPyCallsThem() {
    assertThat(
            List.of(new CellType.FixedText(8), new CellType.RawBytes(3)).stream()
                .map(CellTypeNames::name))
        .containsExactly("<U2", "|V3");
  }

  private static void assertFault(String pointer, Runnable parsing) {
    assertThatThrownBy(parsing::run)
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEMA);
              assertThat(e.members()).containsEntry("pointer", pointer);
            });
  }
}
