package io.hypertile.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hypertile.TestSeed;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.SchemaJson;
import io.hypertile.schema.json.TestTexts;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JsonReadingTest {
  private static ServiceException fault(byte[] bytes) {
    return assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> JsonReading.parse(bytes))
        .actual();
  }

  private static ServiceException fault(String text) {
    return fault(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode parse(String text) {
    return JsonReading.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest(name = "{0} fails at line {1}, column {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": }|1|7",
        "[1,\\n  x]|2|3",
        "[1, 2|1|7",
        "{\"a\": 1, \"a\": 2}|1|10",
        "[1] 2|1|5",
        "[NaN]|1|2",
        "[01]|1|3",
        "['a']|1|2",
        "[1,]|1|4",
        "// x|1|1",
      })
  void parseWhenTextIsNoJsonNamesThePlace(String text, int line, int column) {
    ServiceException fault = fault(text.replace("\\n", "\n"));
    assertThat(fault.code()).isEqualTo(ErrorCode.MALFORMED_BODY);
    assertThat(fault.members()).containsEntry("line", line);
    assertThat((int) fault.members().get("column")).isBetween(column - 1, column + 3);
    assertThat(fault.detail()).doesNotContain("Stream", "Jackson", "Source", "`").endsWith(".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\n"})
  void parseWhenNothingIsThereThrows(String text) {
    assertThat(fault(text).code()).isEqualTo(ErrorCode.MALFORMED_BODY);
  }

  @Test
  void parseWhenBytesAreNotUtf8Throws() {
    byte[] bytes = "{\n\"a\": \"xé\"}".getBytes(StandardCharsets.ISO_8859_1);
    ServiceException fault = fault(bytes);
    assertThat(fault.members()).containsEntry("line", 2).containsEntry("column", 8);
    assertThat(fault("{}".getBytes(StandardCharsets.UTF_16)).code())
        .isEqualTo(ErrorCode.MALFORMED_BODY);
    byte[] cut = {'"', (byte) 0xc3};
    assertThat(fault(cut).code()).isEqualTo(ErrorCode.MALFORMED_BODY);
    byte[] surrogate = {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'};
    assertThat(fault(surrogate).code()).isEqualTo(ErrorCode.MALFORMED_BODY);
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    assertThat(parse("\ufeff[1]").get(0).intValue()).isEqualTo(1);
  }

  @Test
  void numbersKeepTheirKind() {
    JsonNode list = parse("[1, 1.0, 1e0, -0.0, 123456789012345678901234567890, 1e999]");
    assertThat(list.get(0).isIntegralNumber()).isTrue();
    assertThat(list.get(1).isIntegralNumber()).isFalse();
    assertThat(list.get(2).isIntegralNumber()).isFalse();
    assertThat(list.get(3).doubleValue()).isEqualTo(-0.0);
    assertThat(list.get(4).bigIntegerValue())
        .isEqualTo(new BigInteger("123456789012345678901234567890"));
    assertThat(list.get(5).numberValue().doubleValue()).isInfinite();
  }

  @Test
  void hostileDocumentsAreRefusedWithoutHarm() {
    fault("{\"a\":".repeat(1_000_000));
    fault("9".repeat(1_000_000));
    fault("-" + "9".repeat(1_001));
    fault("[1." + "9".repeat(1_000_000) + "]");
    fault('"' + "a".repeat(2 << 20) + '"');
    fault("[" + "{},".repeat(2_000_000) + "{}]");
    assertThat(parse("1e999999999").numberValue().doubleValue()).isInfinite();
    assertThat(parse("1e-999999999").numberValue().doubleValue()).isZero();
    assertThat(parse("1e99999999999999999999").numberValue().doubleValue()).isInfinite();
    assertThat(fault("[".repeat(65) + "]".repeat(65)).code()).isEqualTo(ErrorCode.MALFORMED_BODY);
    assertThat(fault("9".repeat(1_001)).detail()).contains("1000");
  }

  @Test
  void exceededBoundsNameThePlaceToo() {
    ServiceException fault = fault("[1,\n\n" + "[".repeat(70));
    assertThat(fault.members()).containsEntry("line", 3);
    assertThat(fault.detail()).contains("64");
  }

  @Test
  void depthAndDigitsUpToTheLimitAreRead() {
    assertThat(parse("[".repeat(64) + "]".repeat(64)).isArray()).isTrue();
    assertThat(parse("9".repeat(1_000)).bigIntegerValue().bitLength()).isEqualTo(3322);
  }

  @Test
  void parseWhenDocumentIsTooLongThrows() {
    ServiceException fault = fault(new byte[JsonReading.MAX_BYTES + 1]);
    assertThat(fault.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
    assertThat(fault.members()).containsKeys("limit", "requested");
  }

  @Test
  void storedDocumentsMayHoldPythonsNumbers() {
    JsonNode list =
        JsonReading.parseStored(
            ("[NaN, Infinity, -Infinity, " + "7".repeat(4_300) + "]")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(list.get(0).doubleValue()).isNaN();
    assertThat(list.get(1).doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(list.get(2).doubleValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(list.get(3).isIntegralNumber()).isTrue();
  }

  /** Whatever the bytes, the answer is a tree or a fault, and never another exception. */
  @Test
  void damagedDocumentsNeverEscapeAsOtherExceptions() {
    Random random = TestSeed.random();
    byte[] document = TestTexts.bytes("fixtures/deker-schemas/basic/weather.json");
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = document.clone();
      for (int hit = random.nextInt(1, 4); hit > 0; hit--) {
        byte[] likely = "{}[]\",:0-9e.tfn\\$ ".getBytes(StandardCharsets.US_ASCII);
        byte b =
            random.nextBoolean() ? likely[random.nextInt(likely.length)] : (byte) random.nextInt();
        damaged[random.nextInt(damaged.length)] = b;
      }
      try {
        Collection collection = SchemaJson.parse(JsonReading.parse(damaged));
        assertThat(SchemaJson.parse(SchemaJson.toJson(collection))).isEqualTo(collection);
      } catch (ServiceException e) {
        assertThat(e.code())
            .isIn(ErrorCode.MALFORMED_BODY, ErrorCode.INVALID_SCHEMA, ErrorCode.INVALID_NAME);
      }
    }
  }
}
