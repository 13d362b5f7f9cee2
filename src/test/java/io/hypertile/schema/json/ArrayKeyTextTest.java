package io.hypertile.schema.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hypertile.TestSeed;
import io.hypertile.deker.form.KeyPath;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Dimension;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrayKeyTextTest {
  private static ArraysSchema schema(AttributeType... types) {
    List<AttributeSchema> attributes = new ArrayList<>();
    for (AttributeType type : types) {
      attributes.add(new AttributeSchema("a" + attributes.size(), type, true));
    }
    return new ArraySchema(
        DType.INT8,
        io.hypertile.ndarray.FillValue.defaultOf(DType.INT8),
        List.of(new Dimension.Plain("x", 1)),
        attributes);
  }

  private static AttributeType type(String name) {
    return Stream.of(AttributeType.Plain.values())
        .filter(plain -> plain.text().equals(name))
        .map(plain -> (AttributeType) plain)
        .findFirst()
        .orElseGet(() -> new AttributeType.Numeric(DTypeNames.find(name).orElseThrow()));
  }

  @ParameterizedTest(name = "{0} ~{1} is {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "datetime|2023-01-03T00:00:00Z|2023-01-03T00:00:00+00:00",
        "datetime|2023-01-03T02:00:00+02:00|2023-01-03T00:00:00+00:00",
        "datetime|2023-01-03T02:00:00%2B02:00|2023-01-03T00:00:00+00:00",
        "datetime|2023-01-03|2023-01-03T00:00:00+00:00",
        "int|-5|-5",
        "int|99999999999999999999|99999999999999999999",
        "float|5|5.0",
        "float|1e-05|1e-05",
        "float|NaN|nan",
        "float|-inf|-inf",
        "complex|(1+2j)|(1+2j)",
        "complex|(1%2B2j)|(1+2j)",
        "complex|%5B1%2C2%5D|(1+2j)",
        "string|one%20two|one two",
        "string|Z%C3%BCrich|Zürich",
        "string|%22a,b%22|a,b",
        "string|`\"a,b\"`|a,b",
        "string|a%2Cb|a,b",
        "string|%22say %22%22x%22%22%22|say \"x\"",
        "string|a'b%22c|`a'b\"c`",
        "string|a\"b|`a\"b`",
        "string|a%22%22|`a\"\"`",
        "string|%22a%22%22%22|`a\"`",
        "tuple|(1,%20'b',%20(2.0,))|(1, 'b', (2.0,))",
        "tuple|%5B1,%22b%22,%5B2.0%5D%5D|(1, 'b', (2.0,))",
        "tuple|()|()",
        "numpy.float32|0.1|0.1",
        "numpy.int8|127|127",
      })
  void keysAreReadByType(String type, String key, String text) {
    ArraysSchema schema = schema(type(type));
    Attributes attributes = AttributesJson.parseKey(schema, key.replace("`", ""));
    assertThat(KeyPath.of(schema, attributes)).containsExactly(text);
  }

  @ParameterizedTest(name = "{0} refuses ~{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int|1.0",
        "int|x",
        "int|''",
        "float|1,5",
        "float|1e999",
        "datetime|noon",
        "datetime|0",
        "complex|1+2i",
        "complex|[1]",
        "string|a,b",
        "string|%2",
        "string|%zz",
        "string|%C3",
        "string|%ED%A0%80",
        "string|%22a",
        "string|%22a%22b",
        "string|%22a%22b%22",
        "tuple|(1)",
        "tuple|5",
        "tuple|[true]",
        "tuple|[1",
        "tuple|((((",
        "numpy.int8|128",
        "numpy.float32|1e39",
      })
  void parseKeyWhenValueDoesNotFitThrows(String type, String key) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> AttributesJson.parseKey(schema(type(type)), key))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ATTRIBUTES);
          assertThat(e.detail()).endsWith(".");
        });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a'b%22c,5|a'b\"c",
        "a%22b%22,5|a\"b\"",
        "a%22,5|a\"",
        "%22a,%22%22%22,5|a,\"",
        "%22%22%22%22,5|\"",
        "a%09b%0A%0d%1b%7f,5|a\\tb\\n\\r\\033\\177",
        "a%22%2C5|a\"",
      })
  void aQuoteWithinAnUnquotedTextIsACharacter(String key, String text) {
    ArraysSchema schema = schema(AttributeType.Plain.STRING, AttributeType.Plain.INT);
    assertThat(AttributesJson.parseKey(schema, key).asMap().values())
        .containsExactly(new TextValue(text.translateEscapes()), AttributeValue.IntValue.of(5));
  }

  @Test
  void aTextThatIsNotClosedIsRefused() {
    ArraysSchema schema = schema(AttributeType.Plain.STRING, AttributeType.Plain.INT);
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> AttributesJson.parseKey(schema, "%22a,5"))
        .withMessageContaining("begins with a double quote and is not closed");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "20240601T05|write 2024-06-01T05:00.",
        "2024-W22-6|write 2024-06-01.",
        "2024-06-01T00:00:00.123456789Z|write 2024-06-01T00:00:00.123456Z.",
        "2024-06-01T05:00:00,5|A fraction of a second stands after a point",
      })
  void timesOfOtherFormsAreNamed(String key, String advice) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> AttributesJson.parseKey(schema(type("datetime")), key))
        .withMessageContaining(advice);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "2024-05-31T24:00|2024-06-01T00:00:00Z",
        "2024-06-01T05:00:00.250000000Z|2024-06-01T05:00:00.25Z",
        "2024-06-01T05:00:00%2C25|2024-06-01T05:00:00.25Z",
        "2024-06-01T05:00%E2%88%9202:00|2024-06-01T07:00:00Z",
      })
  void timesInKeysAreReadAsElsewhere(String key, Instant time) {
    assertThat(AttributesJson.parseKey(schema(type("datetime")), key).asMap().values())
        .containsExactly(new AttributeValue.TimeValue(time));
  }

  @Test
  void severalValuesAreSeparatedByCommas() {
    ArraysSchema schema =
        schema(AttributeType.Plain.STRING, AttributeType.Plain.INT, AttributeType.Plain.TUPLE);
    Attributes attributes = AttributesJson.parseKey(schema, "%22a,%22%22b%22,5,(1%2C2)");
    assertThat(attributes.asMap().values())
        .containsExactly(
            new TextValue("a,\"b"),
            IntValue.of(5),
            new TupleValue(List.of(IntValue.of(1), IntValue.of(2))));
  }

  @Test
  void commasBetweenValuesMayBeEncodedIfAllAre() {
    ArraysSchema schema = schema(AttributeType.Plain.STRING, AttributeType.Plain.INT);
    for (String key : List.of("a%2C5", "a%2c5", "%22a%22%2C5")) {
      assertThat(AttributesJson.parseKey(schema, key).asMap().values())
          .containsExactly(new TextValue("a"), IntValue.of(5));
    }
    assertThat(AttributesJson.parseKey(schema, "%22a%2Cb%22%2C5").asMap().values())
        .containsExactly(new TextValue("a,b"), IntValue.of(5));
    assertThat(AttributesJson.parseKey(schema, "a%2Cb,5").asMap().values())
        .containsExactly(new TextValue("a,b"), IntValue.of(5));
  }

  @Test
  void parseKeyWhenNumberOfValuesIsWrongNamesTheAttributes() {
    ArraysSchema schema = schema(AttributeType.Plain.INT, AttributeType.Plain.INT);
    for (String key : List.of("1", "1,2,3", "")) {
      assertThatExceptionOfType(ServiceException.class)
          .isThrownBy(() -> AttributesJson.parseKey(schema, key))
          .satisfies(e -> assertThat(e.members()).containsEntry("attributes", List.of("a0", "a1")));
    }
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> AttributesJson.parseKey(schema(), "1"))
        .withMessageContaining("id");
  }

  @Test
  void parseKeyWhenKeyIsHugeThrows() {
    ArraysSchema schema = schema(AttributeType.Plain.TUPLE);
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> AttributesJson.parseKey(schema, "(".repeat(1_000_000)));
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> AttributesJson.parseKey(schema, "(".repeat(16_000)));
  }

  @Test
  void keyTextsAreReadBack() {
    Random random = TestSeed.random();
    for (int round = 0; round < 5_000; round++) {
      int count = random.nextInt(1, 4);
      AttributeType[] types = new AttributeType[count];
      Map<String, AttributeValue> values = new LinkedHashMap<>();
      for (int index = 0; index < count; index++) {
        AttributeType.Plain[] plain = AttributeType.Plain.values();
        types[index] = plain[random.nextInt(plain.length)];
        values.put("a" + index, value((AttributeType.Plain) types[index], random));
      }
      ArraysSchema schema = schema(types);
      String key = AttributesJson.keyText(schema, Attributes.of(values));
      assertThat(AttributesJson.parseKey(schema, key)).as(key).isEqualTo(Attributes.of(values));
      assertThat(URI.create("http://localhost/arrays/~" + key).getRawPath())
          .isEqualTo("/arrays/~" + key);
    }
  }

  /** Whatever the key, the answer is a value or a fault, and never another exception. */
  @Test
  void randomKeysNeverEscapeAsOtherExceptions() {
    Random random = TestSeed.random();
    String letters = "0123456789.+-eEjJnaif()[],'\"\\%2C xuU:TZ\ud83d";
    AttributeType.Plain[] plain = AttributeType.Plain.values();
    for (int round = 0; round < 50_000; round++) {
      StringBuilder key = new StringBuilder();
      for (int index = random.nextInt(14); index > 0; index--) {
        key.append(letters.charAt(random.nextInt(letters.length())));
      }
      ArraysSchema schema = schema(plain[random.nextInt(plain.length)]);
      try {
        Attributes attributes = AttributesJson.parseKey(schema, key.toString());
        KeyPath.of(schema, attributes);
        assertThat(AttributesJson.parseKey(schema, AttributesJson.keyText(schema, attributes)))
            .isEqualTo(attributes);
      } catch (ServiceException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ATTRIBUTES);
      }
    }
  }

  private static AttributeValue value(AttributeType.Plain type, Random random) {
    return switch (type) {
      case INT -> new IntValue(new BigInteger(random.nextInt(1, 200), random).negate());
      case FLOAT -> new FloatValue(Double.longBitsToDouble(random.nextLong() & ~(1L << 52)));
      case COMPLEX -> new ComplexValue(random.nextGaussian() * 1e10, -random.nextInt(3));
      case STRING -> new TextValue(text(random));
      case DATETIME ->
          new TimeValue(
              Instant.ofEpochSecond(
                  random.nextInt(), random.nextBoolean() ? 0 : random.nextInt(1_000_000) * 1000L));
      case TUPLE -> tuple(random, 0);
    };
  }

  private static TupleValue tuple(Random random, int depth) {
    List<AttributeValue> values = new ArrayList<>();
    for (int index = random.nextInt(4); index > 0; index--) {
      values.add(
          switch (random.nextInt(depth < 3 ? 5 : 4)) {
            case 0 -> IntValue.of(random.nextInt());
            case 1 -> new FloatValue(random.nextGaussian());
            case 2 -> new ComplexValue(random.nextInt(2), random.nextGaussian());
            case 3 -> new TextValue(text(random));
            default -> tuple(random, depth + 1);
          });
    }
    return new TupleValue(values);
  }

  private static String text(Random random) {
    String letters = "ab, \"'%()[]\\/~+&?#=;:@é日😀\n\t\u2028.%22";
    int[] points = letters.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int index = random.nextInt(8); index > 0; index--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }
}
