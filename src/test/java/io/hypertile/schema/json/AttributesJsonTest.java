package io.hypertile.schema.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.deker.form.DekerSchemaJson;
import io.hypertile.deker.form.KeyPath;
import io.hypertile.deker.form.MalformedMetaException;
import io.hypertile.deker.form.MetaJson;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import io.hypertile.schema.Attributes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributesJsonTest {
  static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";

  /** A schema with the primary attribute {@code p} and the custom attribute {@code q}. */
  static ArraysSchema schema(String primary, String custom) {
    return TestTexts.collection(
            ("{'name': 'c', 'kind': 'array', 'dtype': 'int8', 'dimensions': [{'name': 'x', 'size': 1}],"
                    + " 'attributes': [{'name': 'p', 'dtype': '%s', 'primary': true},"
                    + " {'name': 'q', 'dtype': '%s'}]}")
                .formatted(primary, custom))
        .arrays();
  }

  private static final ArraysSchema TIMED =
      TestTexts.collection(
              "{'name': 'c', 'kind': 'array', 'dtype': 'int8', 'dimensions': [{'name': 't', 'type':"
                  + " 'time', 'size': 4, 'start_value': '$dt', 'step': 1}], 'attributes': [{'name':"
                  + " 'n', 'dtype': 'int', 'primary': true}, {'name': 'dt', 'dtype': 'datetime'},"
                  + " {'name': 'a/b', 'dtype': 'string'}]}")
          .arrays();

  private static ArrayHeader parseNew(ArraysSchema schema, String text) {
    return AttributesJson.parseNew(schema, TestTexts.json(text), KeyPath::requireNew);
  }

  private static AttributeValue custom(String type, String value) {
    return parseNew(
            schema("int", type),
            "{'primary_attributes': {'p': 1}, 'custom_attributes': {'q': %s}}".formatted(value))
        .custom()
        .find("q")
        .orElseThrow();
  }

  @Test
  void metasOfDekerAreReadAndWrittenByteForByte() throws Exception {
    List<String> spaced = new ArrayList<>();
    List<String[]> rows = TestTexts.rows("fixtures/deker-schemas/metas.tsv");
    for (String[] row : rows) {
      String resource = "fixtures/deker-schemas/%s/%s.json".formatted(row[0], row[1]);
      ArraysSchema schema =
          DekerSchemaJson.parse(JsonReading.parseStored(TestTexts.bytes(resource))).arrays();
      ArrayHeader header = MetaJson.parse(schema, row[3].getBytes(StandardCharsets.US_ASCII));
      if (row[3].contains(" 00:00:00+00:00")) {
        spaced.add(row[1]);
      } else {
        assertThat(MetaJson.write(header)).isEqualTo(row[3]);
      }
      Path directory = Path.of(row[2]).getParent();
      assertThat(String.join("/", KeyPath.of(schema, header.primary())))
          .isEqualTo(directory == null ? "" : directory.toString());
      ArrayHeader sent =
          AttributesJson.parseNew(
              schema,
              JsonReading.parse(
                  AttributesJson.toJson(header).toString().getBytes(StandardCharsets.UTF_8)),
              KeyPath::requireNew);
      assertThat(sent).isEqualTo(header);
    }
    assertThat(rows).hasSize(72);
    assertThat(spaced).containsExactly("custom_time");
  }

  @ParameterizedTest(name = "{0} {1} is reported as {2} and stored as {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int|5|5|5",
        "int|123456789012345678901234567890|123456789012345678901234567890|123456789012345678901234567890",
        "float|90|90.0|90.0",
        "float|1e-5|1.0E-5|1e-05",
        "float|-0.0|-0.0|-0.0",
        "float|'NaN'|'NaN'|NaN",
        "float|'-Infinity'|'-Infinity'|-Infinity",
        "complex|[1, 2]|[1.0,2.0]|'(1+2j)'",
        "complex|3|[3.0,0.0]|'(3+0j)'",
        "complex|'3j'|[0.0,3.0]|'3j'",
        "complex|['NaN', 'Infinity']|['NaN','Infinity']|'(nan+infj)'",
        "string|'(1+2j)'|'(1+2j)'|'(1+2j)'",
        "string|'ä'|'ä'|'\\u00e4'",
        "datetime|'2023-01-03T05:00:00+05:00'|'2023-01-03T00:00:00Z'|'2023-01-03T00:00:00+00:00'",
        "datetime|'2023-01-03T05:00:00.5'|'2023-01-03T05:00:00.500000Z'|'2023-01-03T05:00:00.500000+00:00'",
        "tuple|[1, 'a', [2.5, []]]|[1,'a',[2.5,[]]]|[1, 'a', [2.5, []]]",
        "tuple|['(1+2j)']|['(1+2j)']|['(1+2j)']",
        "tuple|['(0+3j)']|['(0+3j)']|['(0+3j)']",
        "numpy.int8|-128|-128|-128",
        "numpy.uint64|18446744073709551615|18446744073709551615|18446744073709551615",
        "numpy.float32|0.5|0.5|0.5",
        "numpy.complex64|[1, 2]|[1.0,2.0]|'(1+2j)'",
      })
  void valuesSurviveAllForms(String type, String value, String reported, String stored)
      throws Exception {
    ArraysSchema schema = schema("int", type);
    ArrayHeader header =
        parseNew(
            schema,
            "{'primary_attributes': {'p': 1}, 'custom_attributes': {'q': %s}}".formatted(value));
    assertThat(AttributesJson.toJson(header).at("/custom_attributes/q").toString())
        .isEqualTo(reported.replace('\'', '"'));
    String meta = MetaJson.write(header);
    assertThat(meta)
        .isEqualTo(
            "{'id': '%s', 'primary_attributes': {'p': 1}, 'custom_attributes': {'q': %s}}"
                .formatted(header.id(), stored)
                .replace('\'', '"'));
    assertThat(MetaJson.parse(schema, meta.getBytes(StandardCharsets.US_ASCII))).isEqualTo(header);
  }

  @ParameterizedTest(name = "{0}: {1} refuses {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rule 90|int|1.0|",
        "rule 90|int|'1'|",
        "rule 91|int|true|",
        "rule 90|float|'1'|",
        "rule 90|float|true|",
        "floats are finite or words|float|1e999|",
        "rule 90|complex|true|",
        "rule 90|complex|[1]|",
        "rule 90|complex|'x'|",
        "rule 90|complex|[1, '2']|/1",
        "complex parts are in range|complex|'1e999j'|",
        "rule 90|string|5|",
        "texts are Unicode|string|'\\ud800'|",
        "rule 92|datetime|'noon'|",
        "rule 92|datetime|0|",
        "rule 90|tuple|'(1,)'|",
        "rule 96|tuple|[{}]|/0",
        "rule 96|tuple|[1, [true]]|/1/0",
        "rule 97|tuple|[null]|/0",
        "floats are finite|tuple|[1e999]|/0",
        "range|numpy.int8|128|",
        "range|numpy.uint8|-1|",
        "range|numpy.float32|1e39|",
        "range|numpy.complex64|[1e39, 0]|",
      })
  void parseNewWhenValueDoesNotFitNamesIt(String rule, String type, String value, String inside) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> custom(type, value))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ATTRIBUTES);
          assertThat(e.members())
              .containsEntry("pointer", "/custom_attributes/q" + (inside == null ? "" : inside))
              .containsEntry("attribute", "q");
        });
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rule 86: primary missing|{'custom_attributes': {'dt': '2023-01-01'}}|/primary_attributes/n",
        "rule 86: primary null|{'primary_attributes': {'n': null}, 'custom_attributes': {'dt': '2023-01-01'}}|/primary_attributes/n",
        "rule 87: unknown|{'primary_attributes': {'n': 1, 'm': 1}}|/primary_attributes/m",
        "rule 87: unknown|{'primary_attributes': {'n': 1}, 'custom_attributes': {'z': 1}}|/custom_attributes/z",
        "rule 88: in both|{'primary_attributes': {'n': 1}, 'custom_attributes': {'n': 1}}|/custom_attributes/n",
        "rule 89: no map|{'primary_attributes': [1]}|/primary_attributes",
        "rule 89: no map|{'primary_attributes': {'n': 1}, 'custom_attributes': 'x'}|/custom_attributes",
        "rule 95: start missing|{'primary_attributes': {'n': 1}}|/custom_attributes/dt",
        "rule 95: start null|{'primary_attributes': {'n': 1}, 'custom_attributes': {'dt': null}}|/custom_attributes/dt",
        "rule 98: custom in primary|{'primary_attributes': {'n': 1, 'dt': '2023-01-01'}}|/primary_attributes/dt",
        "pointer escaped|{'primary_attributes': {'n': 1}, 'custom_attributes': {'dt': '2023-01-01', 'a/b': 1}}|/custom_attributes/a~1b",
        "rule 100: no UUID|{'id': 'x', 'primary_attributes': {'n': 1}}|/id",
        "rule 100: no UUID|{'id': 5, 'primary_attributes': {'n': 1}}|/id",
        "members are known|{'ids': 'x'}|/ids",
        "an object|[]|",
      })
  void parseNewWhenDocumentIsFaultyNamesTheMember(String rule, String text, String pointer) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> parseNew(TIMED, text))
        .satisfies(e -> {
          assertThat(e.code()).isIn(ErrorCode.INVALID_ATTRIBUTES, ErrorCode.INVALID_NAME);
          assertThat(e.members()).containsEntry("pointer", pointer == null ? "" : pointer);
        });
  }

  @Test
  void rules93And104ValuesNotGivenAreNullAndIdsAreRandom() {
    String text = "{'primary_attributes': {'n': 1}, 'custom_attributes': {'dt': '2023-01-01'}}";
    ArrayHeader header = parseNew(TIMED, text);
    assertThat(header.custom().asMap()).containsEntry("a/b", null).containsOnlyKeys("dt", "a/b");
    assertThat(header.id()).isNotEqualTo(parseNew(TIMED, text).id());
    assertThat(header.id().text()).isLowerCase();
    assertThat(AttributesJson.toJson(header).at("/custom_attributes/a~1b").isNull()).isTrue();
  }

  @Test
  void rule85WithoutAttributesNoneAreTaken() {
    ArraysSchema schema =
        TestTexts.collection(
                "{'name': 'c', 'kind': 'array', 'dtype': 'int8', 'dimensions':"
                    + " [{'name': 'x', 'size': 1}]}")
            .arrays();
    ArrayHeader header = parseNew(schema, "{'id': '" + ID + "'}");
    assertThat(header)
        .isEqualTo(new ArrayHeader(new ArrayId(ID), Attributes.none(), Attributes.none()));
    assertThatThrownBy(() -> parseNew(schema, "{'primary_attributes': {'a': 1}}"))
        .isInstanceOf(ServiceException.class);
  }

  @ParameterizedTest(name = "rule 99: {0}")
  @ValueSource(strings = {"", ".", "..", "a/\\u0000", "a\\u0000b", "a\\nb", "\\u0085"})
  void rule99TextsThatNameNoDirectoryAreRefused(String text) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() ->
            parseNew(schema("string", "int"), "{'primary_attributes': {'p': '" + text + "'}}"))
        .satisfies(e ->
            assertThat(e.members())
                .containsEntry("attribute", "p")
                .containsEntry("pointer", "/primary_attributes/p"));
  }

  @ParameterizedTest(name = "rule 99: {0}")
  @ValueSource(strings = {"['a', ['..', 'x\\u0001y']]", "['a\\u0000']"})
  void rule99HoldsInsideTuples(String list) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(
            () -> parseNew(schema("tuple", "int"), "{'primary_attributes': {'p': " + list + "}}"))
        .satisfies(e -> assertThat(e.members()).containsEntry("attribute", "p"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'a/b'|a%2Fb",
        "'/etc'|%2Fetc",
        "'/'|%2F",
        "'a/../../x'|a%2F..%2F..%2Fx",
        "'../'|..%2F",
        "'a%2Fb'|a%2Fb",
        "'a%b'|a%b",
        "'a\\\\b'|a\\b"
      })
  void aTextWithSlashesIsOneDirectory(String text, String name) {
    ArraysSchema schema = schema("string", "int");
    ArrayHeader header = parseNew(schema, "{'primary_attributes': {'p': " + text + "}}");
    assertThat(KeyPath.of(schema, header.primary())).containsExactly(name);
    assertThat(Path.of(name).getNameCount()).isEqualTo(1);
  }

  @Test
  void aTupleWithSlashesIsOneDirectory() {
    ArraysSchema schema = schema("tuple", "int");
    ArrayHeader header = parseNew(schema, "{'primary_attributes': {'p': ['a/b', ['..', 'x/y']]}}");
    assertThat(KeyPath.of(schema, header.primary())).containsExactly("('a%2Fb', ('..', 'x%2Fy'))");
  }

  @Test
  void keysThatShareADirectoryAreToldApart() {
    ArraysSchema schema = schema("string", "int");
    Attributes slash = parseNew(schema, "{'primary_attributes': {'p': 'a/b'}}").primary();
    Attributes kept = parseNew(schema, "{'primary_attributes': {'p': 'a%2Fb'}}").primary();
    assertThat(KeyPath.isSame(schema, slash, slash)).isTrue();
    assertThat(KeyPath.isSame(schema, kept, kept)).isTrue();
    assertThat(KeyPath.isSame(schema, slash, kept)).isFalse();
    assertThat(KeyPath.isSame(schema, kept, slash)).isFalse();
  }

  @Test
  void rule99NamesHaveAtMost255Bytes() {
    ArraysSchema schema = schema("string", "int");
    String form = "{'primary_attributes': {'p': '%s'}}";
    assertThat(parseNew(schema, form.formatted("é".repeat(127) + "x")).primary().find("p"))
        .isPresent();
    assertThatThrownBy(() -> parseNew(schema, form.formatted("é".repeat(128))))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("255");
  }

  @Test
  void tilePositionsAreJoinedWithDashes() {
    ArraysSchema tiles =
        TestTexts.collection(
                "{'name': 'c', 'kind': 'array', 'dtype': 'int8', 'dimensions': [{'name': 'x',"
                    + " 'size': 1}], 'attributes': [{'name': 'vid', 'dtype': 'string', 'primary':"
                    + " true}, {'name': 'v_position', 'dtype': 'tuple', 'primary': true}]}")
            .arrays();
    ArrayHeader tile =
        parseNew(tiles, "{'primary_attributes': {'vid': '" + ID + "', 'v_position': [3, 0, 12]}}");
    assertThat(KeyPath.of(tiles, tile.primary())).containsExactly(ID, "3-0-12");
  }

  @Test
  void aPatchChangesTheGivenAndKeepsTheRest() {
    ArrayHeader header =
        parseNew(
            TIMED,
            "{'primary_attributes': {'n': 1}, 'custom_attributes': {'dt': '2023-01-01', 'a/b': 'x'}}");
    Attributes changed =
        AttributesJson.parseCustomPatch(
            TIMED,
            header.custom(),
            TestTexts.json("{'custom_attributes': {'dt': '2024-01-01T02:00+02:00'}}"));
    assertThat(changed.asMap())
        .containsExactly(
            java.util.Map.entry("dt", new TimeValue(Instant.parse("2024-01-01T00:00:00Z"))),
            java.util.Map.entry("a/b", new TextValue("x")));
    Attributes cleared =
        AttributesJson.parseCustomPatch(
            TIMED, changed, TestTexts.json("{'custom_attributes': {'a/b': null}}"));
    assertThat(cleared.asMap()).containsEntry("a/b", null).containsKey("dt");
  }

  @Test
  void parseCustomPatchOfPrimaryAttributesSaysThatTheyDoNotChange() {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() ->
            AttributesJson.parseCustomPatch(
                TIMED,
                Attributes.none(),
                TestTexts.json("{'primary_attributes': {'n': 1}, 'custom_attributes': {}}")))
        .withMessageContaining("/primary_attributes name the array and do not change");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rule 130: empty|{'custom_attributes': {}}|/custom_attributes",
        "rule 130: nothing|{}|/custom_attributes",
        "rule 130: unknown|{'custom_attributes': {'z': 1}}|/custom_attributes/z",
        "rule 130: primary|{'custom_attributes': {'n': 1}}|/custom_attributes/n",
        "rule 130: wrong type|{'custom_attributes': {'dt': 1}}|/custom_attributes/dt",
        "rule 127: primary|{'primary_attributes': {'n': 1}}|/primary_attributes",
        "rule 131: start null|{'custom_attributes': {'dt': null}}|/custom_attributes/dt",
        "an object|null|",
      })
  void parseCustomPatchWhenFaultyNamesTheMember(String rule, String patch, String pointer) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(
            () -> AttributesJson.parseCustomPatch(TIMED, Attributes.none(), TestTexts.json(patch)))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ATTRIBUTES);
          assertThat(e.members()).containsEntry("pointer", pointer == null ? "" : pointer);
        });
  }

  private static AttributeValue stored(String type, String value) throws MalformedMetaException {
    String meta =
        "{'id': '%s', 'primary_attributes': {'p': 1, 'gone': 2}, 'custom_attributes': {'q': %s}, 'x': 1}"
            .formatted(ID, value);
    return MetaJson.parse(
            schema("int", type), meta.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
        .custom()
        .find("q")
        .orElseThrow();
  }

  @Test
  void allThatDekerLeavesBehindIsRead() throws Exception {
    assertThat(stored("float", "NaN")).isEqualTo(new FloatValue(Double.NaN));
    assertThat(stored("float", "-Infinity")).isEqualTo(new FloatValue(Double.NEGATIVE_INFINITY));
    assertThat(stored("float", "1")).isEqualTo(new FloatValue(1));
    assertThat(stored("int", "9".repeat(2000)))
        .isEqualTo(new IntValue(new BigInteger("9".repeat(2000))));
    assertThat(stored("numpy.int8", "'5'")).isEqualTo(IntValue.of(5));
    assertThat(stored("numpy.float32", "'0.1'")).isEqualTo(new FloatValue(0.1f));
    assertThat(stored("complex", "'-1j'")).isEqualTo(new ComplexValue(0, -1));
    TimeValue time = new TimeValue(Instant.parse("2023-01-01T00:00:00.000010Z"));
    assertThat(stored("datetime", "'2023-01-01 00:00:00.000010+00:00'")).isEqualTo(time);
    assertThat(stored("datetime", "'2023-01-01T00:00:00.000010+00:00'")).isEqualTo(time);
    assertThat(stored("tuple", "['(1+2j)', '3j', '2023-01-01 00:00:00+00:00', [NaN]]"))
        .isEqualTo(
            new TupleValue(
                List.of(
                    new ComplexValue(1, 2),
                    new TextValue("3j"),
                    new TextValue("2023-01-01 00:00:00+00:00"),
                    new TupleValue(List.of(new FloatValue(Double.NaN))))));
    assertThat(
            MetaJson.parse(
                    schema("int", "int"),
                    ("{\"id\": \"" + ID + "\", \"primary_attributes\": {\"p\": 1}}")
                        .getBytes(StandardCharsets.UTF_8))
                .custom()
                .asMap())
        .containsEntry("q", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{\"primary_attributes\": {\"p\": 1}}",
        "{\"id\": \"x\", \"primary_attributes\": {\"p\": 1}}",
        "{\"id\": \"" + ID + "\"}",
        "{\"id\": \"" + ID + "\", \"primary_attributes\": {\"p\": null}}",
        "{\"id\": \"" + ID + "\", \"primary_attributes\": {\"p\": 1.5}}",
        "{\"id\": \"" + ID + "\", \"primary_attributes\": {\"p\": true}}",
        "{\"id\": \"" + ID + "\", \"primary_attributes\": []}",
        "{\"id\": \""
            + ID
            + "\", \"primary_attributes\": {\"p\": 1}, \"custom_attributes\": {\"q\": {}}}"
      })
  void parseMetaWhenMalformedThrows(String meta) {
    assertThatExceptionOfType(MalformedMetaException.class)
        .isThrownBy(
            () -> MetaJson.parse(schema("int", "tuple"), meta.getBytes(StandardCharsets.UTF_8)))
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
  }

  /** Whatever the bytes, the answer is a header or a fault, and never another exception. */
  @Test
  void damagedMetasNeverEscapeAsOtherExceptions() {
    Random random = TestSeed.random();
    String meta =
        "{\"id\": \"%s\", \"primary_attributes\": {\"p\": \"2023-01-03T00:00:00+00:00\"}, \"custom_attributes\": {\"q\": [1, \"(1+2j)\", [NaN, 1e5]]}}"
            .formatted(ID);
    byte[] likely = "{}[]\",:0-9e.tfn\\$ ()j+".getBytes(StandardCharsets.US_ASCII);
    ArraysSchema schema = schema("datetime", "tuple");
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = meta.getBytes(StandardCharsets.US_ASCII);
      damaged[random.nextInt(damaged.length)] = likely[random.nextInt(likely.length)];
      damaged[random.nextInt(damaged.length)] = likely[random.nextInt(likely.length)];
      try {
        ArrayHeader header = MetaJson.parse(schema, damaged);
        byte[] written = MetaJson.write(header).getBytes(StandardCharsets.US_ASCII);
        assertThat(MetaJson.parse(schema, written)).isEqualTo(header);
        read++;
      } catch (MalformedMetaException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  void tuplesHaveBounds() {
    assertThatThrownBy(() -> custom("tuple", "[".repeat(33) + "]".repeat(33)))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("32");
    assertThatThrownBy(() -> custom("tuple", "[" + "1,".repeat(10_000) + "1]"))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("10000");
    assertThatThrownBy(() -> custom("string", "'" + "a".repeat(65_537) + "'"))
        .isInstanceOf(ServiceException.class);
  }
}
