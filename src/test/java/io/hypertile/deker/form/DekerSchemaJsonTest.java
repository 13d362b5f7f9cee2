package io.hypertile.deker.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonReading;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.CollectionForms;
import io.hypertile.schema.json.DTypeNames;
import io.hypertile.schema.json.SchemaJson;
import io.hypertile.schema.json.TestTexts;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DekerSchemaJsonTest {
  private static final CollectionForms FORMS = new CollectionForms(List.of(new DekerForm()));

  private static final String HEAD =
      "{'name': 'c', 'type': 'array', 'metadata_version': '0.2', 'schema': {'dtype': '%s',"
          + " 'dimensions': [{'name': 'x', 'size': 4, 'type': 'generic'%s}]%s}%s}";

  static List<Path> fixtures() throws IOException, URISyntaxException {
    Path root = Path.of(DekerSchemaJsonTest.class.getResource("/fixtures/deker-schemas").toURI());
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @Test
  void allFixturesAreThere() throws Exception {
    assertThat(fixtures()).hasSize(41);
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void documentsOfDekerAreWrittenByteForByte(Path file) throws IOException {
    byte[] stored = Files.readAllBytes(file);
    Collection collection = DekerSchemaJson.parse(JsonReading.parseStored(stored));
    assertThat(DekerSchemaJson.write(collection))
        .isEqualTo(new String(stored, StandardCharsets.US_ASCII));
  }

  @Test
  void aPeriodStandsBehindDekersOwnMembers() {
    Collection collection =
        TestTexts.collection(
            "{'name': 'c', 'kind': 'array', 'dtype': 'int8', 'dimensions': [{'name': 'x', 'size': 4,"
                + " 'scale': {'start_value': 0.0, 'step': 90.0, 'period': 360}}]}");
    String text = DekerSchemaJson.write(collection);
    assertThat(text)
        .endsWith("\"metadata_version\": \"0.2\", \"hypertile\": {\"periods\": {\"x\": 360.0}}}")
        .doesNotContain("period\"");
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(DekerSchemaJson.parse(JsonReading.parseStored(bytes))).isEqualTo(collection);
    assertThat(SchemaJson.parse(SchemaJson.toJson(collection))).isEqualTo(collection);
  }

  @ParameterizedTest
  @CsvSource({"0", "-360", "359.5", "'\"360\"'"})
  void periodsThatCannotBeAreRefused(String period) {
    String text =
        "{'name': 'c', 'kind': 'array', 'dtype': 'int8', 'dimensions': [{'name': 'x', 'size': 360,"
            + " 'scale': {'start_value': 0.0, 'step': 1.0, 'period': %s}}]}";
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> TestTexts.collection(text.formatted(period.replace('"', '\''))))
        .satisfies(fault ->
            assertThat(fault.members()).containsEntry("pointer", "/dimensions/0/scale/period"));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void documentsOfDekerAreAcceptedAsTheyAreAndSurviveTheInterfacesForm(Path file)
      throws IOException {
    Collection collection = FORMS.parse(JsonReading.parse(Files.readAllBytes(file)));
    tools.jackson.databind.node.ObjectNode document = SchemaJson.toJson(collection);
    if (document.has("vgrid")) {
      document.remove("vgrid");
    }
    byte[] sent = document.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(SchemaJson.parse(JsonReading.parse(sent))).isEqualTo(collection);
  }

  private static Collection parse(String dtype, String dimension, String schema, String top) {
    return DekerSchemaJson.parse(TestTexts.json(HEAD.formatted(dtype, dimension, schema, top)));
  }

  @Test
  void missingOptionalMembersDefaultToNone() {
    Collection collection = parse("float64", "", "", "");
    assertThat(collection.options()).isEmpty();
    assertThat(collection.arrays().attributes()).isEmpty();
    assertThat(collection.arrays().fillValue()).isEqualTo(FillValue.defaultOf(DType.FLOAT64));
  }

  @Test
  void integersInScalesAndUnknownMembersAtTheTopAreTolerated() {
    Collection collection =
        parse("numpy.double", ", 'scale': {'start_value': 90, 'step': -1}", "", ", 'x': 1");
    assertThat(DekerSchemaJson.write(collection))
        .contains("\"scale\": {\"start_value\": 90.0, \"step\": -1.0, \"name\": null}");
  }

  @ParameterizedTest(name = "rules 17-19: metadata_version {0}")
  @CsvSource({"0.1,true", "0.2,true", "0.10,true", "'',true", "0.3,false", "0.20,false", "1,false"})
  void versionsAreComparedAsText(String version, boolean accepted) {
    String text = HEAD.formatted("int8", "", "", "").replace("'0.2'", "'" + version + "'");
    if (accepted) {
      assertThat(DekerSchemaJson.write(DekerSchemaJson.parse(TestTexts.json(text))))
          .endsWith("\"metadata_version\": \"0.2\"}");
    } else {
      assertFault(text, "/metadata_version");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rule 17: version missing |'metadata_version': '0.2', || /metadata_version",
        "rule 17: version a number |'metadata_version': '0.2'|'metadata_version': 0.2| /metadata_version",
        "rule 22: type missing |'type': 'array', || /type",
        "rule 22: type unknown |'type': 'array'|'type': 'cube'| /type",
        "rule 26: dtype unknown |int8|str| /schema/dtype",
        "schema missing |'schema'|'scheme'| /schema",
        "unknown key in schema |'dtype': 'int8'|'dtype': 'int8', 'extra': 1| /schema/extra",
        "type of a dimension missing |, 'type': 'generic'|| /schema/dimensions/0/type",
        "rule 21: adapter unknown |'name': 'c'|'name': 'c', 'storage_adapter': 'Zarr'| /storage_adapter",
        "rule 30: size negative |'size': 4|'size': -4| /schema/dimensions/0/size",
        "options of another form |'name': 'c'|'name': 'c', 'options': {'chunks': [1]}| /options/chunks",
        "rule 80: unknown compression |'name': 'c'|'name': 'c', 'options': {'compression': {'compression': 'zip'}}| /options/compression/compression",
        "rule 81: lzf with parameters |'name': 'c'|'name': 'c', 'options': {'compression': {'compression': 'lzf', 'options': ['1']}}| /options/compression/options",
      })
  void parseWhenDocumentIsFaultyNamesTheMember(
      String rule, String from, String to, String pointer) {
    String text = HEAD.formatted("int8", "", "", "");
    String changed = text.replace(from, to == null ? "" : to);
    assertThat(changed).isNotEqualTo(text);
    assertFault(changed, pointer);
  }

  private static void assertFault(String text, String pointer) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> DekerSchemaJson.parse(TestTexts.json(text)))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEMA);
          assertThat(e.members()).containsEntry("pointer", pointer);
        });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip null|gzip|null|gzip|[\"4\"]",
        "gzip integer|gzip|[6]|gzip|[\"6\"]",
        "gzip takes the first only|gzip|[\"2\", \"9\"]|gzip|[\"2\"]",
        "szip|szip|[\"ec\", \"8\"]|szip|[\"ec\", \"8\"]",
        "plugin without parameters|32015|null|32015|null",
        "parameter without sign|32013|[\"4294967295\"]|32013|[\"4294967295\"]",
      })
  void compressionIsReadInAllItsForms(
      String what, String name, String options, String writtenName, String written) {
    String compression =
        ", 'options': {'chunks': {'mode': 'true'}, 'compression': {'compression': '%s', 'options': %s}}"
            .formatted(name, options);
    assertThat(DekerSchemaJson.write(parse("int8", "", "", compression)))
        .contains(
            "\"compression\": {\"compression\": \"%s\", \"options\": %s}"
                .formatted(writtenName, written));
  }

  @ParameterizedTest(name = "fill_value {1} of {0} is written {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int8|-5|\"-5\"",
        "int8|'-5'|\"-5\"",
        "uint8|null|\"0\"",
        "float64|'nan'|null",
        "float64|0.1|\"0.1\"",
        "float32|0.1|\"0.1\"",
        "float16|'0.1'|\"0.1\"",
        "float32|'inf'|\"inf\"",
        "float64|1|\"1.0\"",
        "float64|'1e20'|\"1e+20\"",
        "complex128|'(1-2j)'|\"(1-2j)\"",
        "complex64|'3j'|\"3j\"",
        "complex128|'nan'|null",
        "float128|'0.1'|\"0.1\"",
        "uint64|'18446744073709551615'|\"18446744073709551615\"",
        "float64|-0.0|\"-0.0\"",
        "float128|'1e4000'|\"1e+4000\"",
        "clongdouble|'(0.1+infj)'|\"(0.1+infj)\"",
      })
  void fillValuesAreWrittenAsPythonPrintsThem(String dtype, String value, String text) {
    Collection collection = parse(dtype, "", ", 'fill_value': " + value, "");
    assertThat(DekerSchemaJson.write(collection)).contains("\"fill_value\": " + text + "}");
  }

  @Test
  void namesOutsideAsciiAreEscaped() {
    Collection collection = parse("int8", ", 'labels': ['ä', '😀', '/', 'b']", "", "");
    assertThat(DekerSchemaJson.write(collection))
        .contains("\"labels\": [\"\\u00e4\", \"\\ud83d\\ude00\", \"/\", \"b\"]");
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void namesOfTypesReadBack(DType dtype) {
    assertThat(DTypeNames.find(DekerTypes.name(dtype))).contains(dtype);
  }
}
