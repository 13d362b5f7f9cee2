package io.hypertile.schema.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonNumbers;
import io.hypertile.json.JsonReading;
import io.hypertile.ndarray.X87;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Texts of numbers and tuples against those that Python 3.11 and NumPy gave; see generate.py beside
 * the vectors.
 */
class ValueTextTest {
  private static double bits(String hex) {
    return Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(hex));
  }

  @Test
  void doublesPrintAsInPython() {
    SoftAssertions softly = new SoftAssertions();
    List<String[]> rows = TestTexts.rows("python-text/float64.tsv");
    for (String[] row : rows) {
      softly.assertThat(FloatText.text(bits(row[0]), true)).as(row[0]).isEqualTo(row[1]);
    }
    softly.assertAll();
    assertThat(rows).hasSizeGreaterThan(2000);
  }

  @Test
  void narrowAndWideFloatsHaveTheFewestDigits() {
    SoftAssertions softly = new SoftAssertions();
    for (String[] row : TestTexts.rows("python-text/float32.tsv")) {
      float value = Float.intBitsToFloat(HexFormat.fromHexDigits(row[0]));
      check(softly, row, FloatText.text(value, true));
    }
    for (String[] row : TestTexts.rows("python-text/float16.tsv")) {
      check(softly, row, FloatText.half((short) HexFormat.fromHexDigits(row[0]), true));
    }
    for (String[] row : TestTexts.rows("python-text/float80.tsv")) {
      ByteBuffer cell =
          ByteBuffer.wrap(HexFormat.of().parseHex(row[0])).order(ByteOrder.LITTLE_ENDIAN);
      X87 value = X87.get(MemorySegment.ofBuffer(cell), 0);
      check(softly, row, FloatText.extended(value, true));
      softly.assertThat(X87.parse(value.toBigDecimal().toString())).as(row[1]).isEqualTo(value);
      softly.assertThat(X87.parse(row[1])).as(row[1]).isEqualTo(value);
    }
    softly.assertAll();
  }

  private static void check(SoftAssertions softly, String[] row, String text) {
    BigDecimal found = new BigDecimal(text).stripTrailingZeros();
    softly.assertThat(found).as(row[0]).isEqualTo(new BigDecimal(row[1]).stripTrailingZeros());
  }

  @Test
  void complexNumbersPrintAndReadAsInPython() {
    SoftAssertions softly = new SoftAssertions();
    for (String[] row : TestTexts.rows("python-text/complex.tsv")) {
      ComplexValue value = new ComplexValue(bits(row[0]), bits(row[1]));
      softly.assertThat(ValueText.complex(value.re(), value.im())).isEqualTo(row[2]);
      softly.assertThat(ComplexValue.find(row[2])).as(row[2]).contains(value);
      softly.assertThat(ComplexValue.find(ValueText.bracketed(value))).contains(value);
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "()", "1+", "1+2", "(1+2j", "j1", "1 + 2j", "1+2jj", "--2j", "1e", "x", "+"})
  void parseComplexWhenTextIsNoNumberIsEmpty(String text) {
    assertThat(ComplexValue.find(text)).isEmpty();
  }

  @Test
  void parseComplexTakesAllOfPythonsForms() {
    assertThat(ComplexValue.find("j")).contains(new ComplexValue(0, 1));
    assertThat(ComplexValue.find("-J")).contains(new ComplexValue(0, -1));
    assertThat(ComplexValue.find(" ( 1.5-1e-3j ) ")).contains(new ComplexValue(1.5, -1e-3));
    assertThat(ComplexValue.find("7")).contains(new ComplexValue(7, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "(",
        "(1)",
        "(1,",
        "(,)",
        "(1,,2)",
        "1, 2",
        "(1, 2) 3",
        "('a)",
        "(\"a')",
        "(None,)",
        "(True,)",
        "('\\q',)",
        "('\\x1',)",
        "('\\UFFFFFFFF',)",
        "([1],)",
        "(1 2)",
        "('a' 'b')"
      })
  void parseTupleWhenTextIsNoneIsEmpty(String text) {
    assertThat(TupleText.parse(text)).isEmpty();
  }

  @Test
  void parseTupleWhenTextIsTooDeepIsEmpty() {
    assertThat(TupleText.parse("(".repeat(100_000))).isEmpty();
    assertThat(TupleText.parse("(" + "1,".repeat(20_000) + ")")).isEmpty();
  }

  @Test
  void narrowFloatAttributesHaveTheirOwnDigits() {
    AttributeType single = new AttributeType.Numeric(io.hypertile.ndarray.DType.FLOAT32);
    AttributeValue value = new AttributeValue.FloatValue(0.1f);
    assertThat(ValueText.ADDRESS.of(single, value)).isEqualTo("0.1");
    assertThat(ValueText.ADDRESS.of(AttributeType.Plain.FLOAT, value))
        .isEqualTo("0.10000000149011612");
  }

  @Test
  void jsonFloatsAreRoundedOnceToHalfPrecision() {
    // 1 + 2^-11 + 2^-40 lies above the tie between two halves; rounding twice would lose that.
    double aboveTie = 1 + Math.scalb(1.0, -11) + Math.scalb(1.0, -40);
    assertThat(JsonNumbers.half(aboveTie)).isEqualTo((short) 0x3c01);
    assertThat(JsonNumbers.half(1 + Math.scalb(1.0, -11))).isEqualTo((short) 0x3c00);
    assertThat(JsonNumbers.half(1 + Math.scalb(1.0, -11) - Math.scalb(1.0, -40)))
        .isEqualTo((short) 0x3c00);
  }

  @Test
  void tuplesHaveThePythonFormAndReadBack() {
    JsonNode vectors = JsonReading.parse(TestTexts.bytes("python-text/tuples.json"));
    List<String> texts = new ArrayList<>();
    for (JsonNode vector : vectors) {
      AttributeValue tuple =
          AttributeValueJson.parse(
              JsonCursor.root(io.hypertile.error.ErrorCode.INVALID_ATTRIBUTES, vector.get("value")),
              AttributeType.Plain.TUPLE);
      String text = vector.get("repr").stringValue();
      texts.add(text);
      assertThat(ValueText.ADDRESS.of(tuple)).isEqualTo(text);
      assertThat(TupleText.parse(text)).contains((TupleValue) tuple);
    }
    assertThat(texts).contains("(1, 'b', (2.0,))", "()", "(3j,)");
  }
}
