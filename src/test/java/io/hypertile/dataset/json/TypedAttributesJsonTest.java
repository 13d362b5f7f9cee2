package io.hypertile.dataset.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.hypertile.ndarray.DType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TypedAttributesJsonTest {
  private static JsonNode json(String text) {
    return JsonReading.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static TypedAttributes parse(String text) {
    return TypedAttributesJson.parse(JsonCursor.root(ErrorCode.INVALID_ATTRIBUTES, json(text)));
  }

  private static TypedValue value(String text) {
    return parse("{'a': " + text + "}").find("a").orElseThrow();
  }

  @Test
  void plainValueHasTheTypeThatItLooksLike() {
    assertThat(value("true")).isEqualTo(new TypedValue.Truth(true));
    assertThat(value("5")).isEqualTo(new TypedValue.Whole(DType.INT64, BigInteger.valueOf(5)));
    assertThat(value("5.0")).isEqualTo(new TypedValue.Real(DType.FLOAT64, 5));
    assertThat(value("'K'")).isEqualTo(new TypedValue.Text("K"));
    assertThat(value("'2024-01-01T00:00:00Z'"))
        .isEqualTo(new TypedValue.Text("2024-01-01T00:00:00Z"));
    assertThat(value("[1, 2.5]"))
        .isEqualTo(
            new TypedValue.Items(
                List.of(
                    new TypedValue.Real(DType.FLOAT64, 1),
                    new TypedValue.Real(DType.FLOAT64, 2.5))));
    assertThat(value("[]")).isEqualTo(new TypedValue.Items(List.of()));
    assertThat(value("[1, 'a']")).isEqualTo(new TypedValue.Nested("[1,\"a\"]"));
    assertThat(value("{'x': {'y': 1}}")).isEqualTo(new TypedValue.Nested("{\"x\":{\"y\":1}}"));
    assertThat(value("18446744073709551615"))
        .isEqualTo(new TypedValue.Whole(DType.UINT64, new BigInteger("18446744073709551615")));
  }

  @Test
  void hintSaysTheType() {
    assertThat(value("{'value': 5, 'type': 'int16'}"))
        .isEqualTo(new TypedValue.Whole(DType.INT16, BigInteger.valueOf(5)));
    assertThat(value("{'value': 5, 'type': 'f32'}"))
        .isEqualTo(new TypedValue.Real(DType.FLOAT32, 5));
    assertThat(value("{'value': 'NaN', 'type': 'float64'}"))
        .isEqualTo(new TypedValue.Real(DType.FLOAT64, Double.NaN));
    assertThat(value("{'value': '1970-01-01T00:00:01Z', 'type': 'timestamp_ns'}"))
        .isEqualTo(new TypedValue.Time(1_000_000_000));
    assertThat(value("{'value': 'AAE=', 'type': 'binary'}"))
        .isEqualTo(new TypedValue.Bytes("AAE="));
    assertThat(value("{'value': {'value': 1}, 'type': 'json'}"))
        .isEqualTo(new TypedValue.Nested("{\"value\":1}"));
    assertThat(value("{'value': [1, 2], 'type': 'u8'}"))
        .isEqualTo(
            new TypedValue.Items(
                List.of(
                    new TypedValue.Whole(DType.UINT8, BigInteger.ONE),
                    new TypedValue.Whole(DType.UINT8, BigInteger.TWO))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/a/value; {'value': 300, 'type': 'uint8'}",
        "/a/value; {'value': 1.5, 'type': 'int16'}",
        "/a/value; {'value': 'x', 'type': 'bool'}",
        "/a/value; {'value': 'soon', 'type': 'timestamp_ns'}",
        "/a/value; {'value': '*', 'type': 'binary'}",
        "/a/value/1; {'value': [1, 300], 'type': 'uint8'}",
        "/a/type; {'value': 1, 'type': 'in16'}",
        "/a; 99999999999999999999999"
      },
      quoteCharacter = '`')
  void valueThatIsNotOfItsTypeIsRefused(String pointer, String value) {
    assertThatThrownBy(() -> value(value))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ATTRIBUTES);
              assertThat(e.members()).containsEntry("pointer", pointer);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1",
        "1.0",
        "true",
        "'x'",
        "[1,2]",
        "[1.5,2.0]",
        "['a','b']",
        "[]",
        "{'x':1}",
        "[1,'a']",
        "{'value':5,'type':'int16'}",
        "{'value':0.1,'type':'float32'}",
        "{'value':'NaN','type':'float64'}",
        "{'value':[1,2],'type':'uint8'}",
        "{'value':'2024-01-01T00:00:00.000000001Z','type':'timestamp_ns'}",
        "{'value':'AAE=','type':'binary'}",
        "{'value':{'value':1},'type':'json'}",
        "{'value':[1,2],'type':'json'}",
        "{'value':null,'type':'json'}",
        "18446744073709551615",
        "{'value':5,'type':'uint64'}",
        "[[1],[2]]"
      },
      quoteCharacter = '`')
  void whatIsShownIsReadAsTheSameAgain(String text) {
    TypedValue value = value(text);
    JsonNode shown = TypedAttributesJson.write(parse("{'a': " + text + "}"));
    assertThat(shown.get("a")).hasToString(json(text).toString());
    assertThat(parse(shown.toString()).find("a")).contains(value);
  }

  @Test
  void orderIsThatOfTheDocumentAndNullIsNothing() {
    assertThat(parse("{'b': 1, 'a': 2, 'c': null}").values().keySet()).containsExactly("b", "a");
    assertThat(TypedAttributesJson.parsePatch(json("{'attributes': {'b': 1, 'a': null}}")))
        .containsKeys("b", "a")
        .satisfies(changes -> assertThat(changes.get("a")).isEmpty());
  }

  @Test
  void memberThatIsNotKnownIsRefused() {
    assertThatThrownBy(() -> TypedAttributesJson.parsePatch(json("{'attribute': {}}")))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.members()).containsEntry("pointer", "/attribute"));
  }
}
