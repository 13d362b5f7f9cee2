package io.hypertile.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormsTest {
  private static final Map<String, String> KINDS =
      Map.of(
          "week", "is a week date of ISO 8601, which is not taken; write ",
          "ordinal", "is an ordinal date of ISO 8601, which is not taken; write ",
          "basic", "is a time in ISO 8601's basic form, which is not taken; write ",
          "digits", "has digits beyond the microsecond, and times have microseconds; write ");

  /**
   * Rows that Python's datetime wrote and read back: {@code make_times.py} of the interop tests.
   */
  private static List<String> rows() throws IOException {
    InputStream resource =
        Objects.requireNonNull(TimeFormsTest.class.getResourceAsStream("/lookup/times.csv"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  @Test
  void adviceNamesTheFormAndWritesTheTimeAsPythonDoes() throws IOException {
    List<String> rows = rows();
    assertThat(rows).hasSize(2400);
    for (String row : rows) {
      String[] parts = row.split(";");
      String expected = parts[1] + " " + KINDS.get(parts[0]) + parts[2] + ".";
      assertThat(IsoTime.parse(parts[1])).as(row).isEmpty();
      assertThat(TimeForms.advice(parts[1])).as(row).contains(expected);
      assertThat(IsoTime.parse(parts[2])).as(row).isPresent();
      if (!parts[0].equals("digits")) {
        assertThat(TimeForms.adviceAt("(" + parts[1] + ",5)", 1)).as(row).contains(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2024-06 | is a month, which is not taken; write 2024-06-01.",
        "2024-06-01T0500 | is a time in ISO 8601's basic form, which is not taken; write 2024-06-01T05:00.",
        "20240601T050000\u22120300 | write 2024-06-01T05:00:00-0300.",
        "20240601T050000.123456789 | write 2024-06-01T05:00:00.123456.",
        "2024-W22 | write 2024-05-27.",
        "20240601T24 | write 2024-06-01T24:00.",
        "2024-13-01 | There is no such time as 2024-13-01; the form is",
        "2024-02-30T05:00 | There is no such time as",
        "2024-366T05:00 | write 2024-12-31T05:00.",
        "2023-366 | There is no such time as 2023-366",
        "2024-W53-1 | There is no such time as 2024-W53-1",
        "20240230T05 | There is no such time as",
        "2024-06-01T23:59:60 | There is no such time as",
        "2024-06-01T24:01 | There is no such time as",
        "2024-06-01T05:00:00.1234567 | write 2024-06-01T05:00:00.123456.",
        "9999-12-31T24:00 | lies outside the years 1 to 9999 in UTC.",
        "0001-01-01T00:00+01:00 | lies outside the years 1 to 9999 in UTC.",
        "2024-6-1 | lacks the zeros of months, days and hours below 10; write 2024-06-01.",
        "2024-06-1 | write 2024-06-01.",
        "2024-06-01T5:00 | write 2024-06-01T05:00.",
        "2024-6-1 5:00:30Z | write 2024-06-01T05:00:30Z.",
        "2024-13-1 | is no form of a time that is taken; the form is",
        "2024-2-30 | is no form of a time that is taken; the form is",
        "2024-06-01T05.5 | is no form of a time that is taken",
        "2024-06-01T05:00UTC | is no form of a time that is taken",
      })
  void adviceTellsWhatToWrite(String text, String advice) {
    assertThat(TimeForms.advice(text).orElseThrow()).contains(text).contains(advice);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "noon", "5", "2024", "$dt", "1.5", "-3", "20240601x", "wind-2024"})
  void adviceIsEmptyForWhatDoesNotLookLikeATime(String text) {
    assertThat(TimeForms.advice(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-6-1", "2024-6-1:2024-7-1", "2024-6-1,5", "2024-6-1)"})
  void adviceAtOffersADateWithItsZeros(String text) {
    assertThat(TimeForms.adviceAt(text, 0)).get().asString().endsWith("write 2024-06-01.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"20240601", "2024153", "2024", "2024.5", "1e4", "2024:2025", "2024,-5"})
  void adviceAtLeavesNumbersAlone(String text) {
    assertThat(TimeForms.adviceAt(text, 0)).isEmpty();
  }
}
