package io.hypertile.deker.form;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.json.AttributeValueJson;
import io.hypertile.schema.json.TestTexts;
import io.hypertile.schema.json.TimeJson;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Against texts that Python 3.11 and NumPy gave; see generate.py beside the vectors. */
class PythonTextTest {
  @Test
  void stringsPrintAsInPython() {
    JsonNode vectors = JsonReading.parse(TestTexts.bytes("python-text/strings.json"));
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode vector : vectors) {
      String value = vector.get("value").stringValue();
      softly
          .assertThat(PythonText.repr(new TextValue(value)))
          .isEqualTo(vector.get("repr").stringValue());
      softly
          .assertThat(new PythonJson().text(value).toString())
          .isEqualTo(vector.get("dumps").stringValue());
    }
    softly.assertAll();
    assertThat(vectors.size()).isGreaterThan(200);
  }

  @Test
  void tuplesPrintAsInPython() {
    JsonNode vectors = JsonReading.parse(TestTexts.bytes("python-text/tuples.json"));
    List<String> texts = new ArrayList<>();
    for (JsonNode vector : vectors) {
      AttributeValue tuple =
          AttributeValueJson.parse(
              JsonCursor.root(io.hypertile.error.ErrorCode.INVALID_ATTRIBUTES, vector.get("value")),
              AttributeType.Plain.TUPLE);
      String text = vector.get("repr").stringValue();
      texts.add(text);
      assertThat(PythonText.of(tuple)).isEqualTo(text);
    }
    assertThat(texts).contains("(1, 'b', (2.0,))", "()", "(3j,)");
  }

  @Test
  void timesPrintAndReadAsInPython() {
    for (String[] row : TestTexts.rows("python-text/times.tsv")) {
      Instant time = Instant.EPOCH.plus(Long.parseLong(row[0]), ChronoUnit.MICROS);
      assertThat(PythonText.of(time)).isEqualTo(row[1]);
      assertThat(PythonText.repr(new TimeValue(time))).isEqualTo(row[2]);
      assertThat(TimeJson.findStored(row[1])).contains(time);
      assertThat(TimeJson.findStored(row[3])).contains(time);
    }
  }

  @Test
  void stepsAreWrittenInTheNormalFormOfTimedelta() {
    for (String[] row : TestTexts.rows("python-text/steps.tsv")) {
      Duration step = Duration.of(Long.parseLong(row[0]), ChronoUnit.MICROS);
      PythonJson json = new PythonJson();
      DekerDimensionJson.writeStep(json, step);
      assertThat(json.toString())
          .isEqualTo(
              "{\"days\": %s, \"seconds\": %s, \"microseconds\": %s}"
                  .formatted(row[1], row[2], row[3]));
      assertThat(Duration.parse(TimeJson.text(step))).isEqualTo(step);
    }
  }
}
