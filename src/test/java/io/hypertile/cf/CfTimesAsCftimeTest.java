package io.hypertile.cf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Numbers are the times that cftime makes of them, in every calendar: rows that {@code
 * make_calendars.py} of the interop tests had it answer.
 */
class CfTimesAsCftimeTest {
  private static final long MICROS = 1_000_000;

  private static List<String> rows() throws IOException {
    InputStream resource =
        Objects.requireNonNull(CfTimesAsCftimeTest.class.getResourceAsStream("/cf/times.csv"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static long micros(CfUnits units, String number) {
    boolean isWhole = number.matches("-?[0-9]+");
    return isWhole
        ? units.micros(Long.parseLong(number))
        : units.micros(Double.parseDouble(number));
  }

  /** The text with six digits of a fraction, or none, as the rows have it. */
  private static String text(CfUnits units, long micros) {
    String text = CfTexts.text(units.calendar(), micros, MICROS);
    int point = text.indexOf('.');
    return point < 0 || text.length() - point == 8
        ? text
        : text.substring(0, text.length() - 1) + "000Z";
  }

  @Test
  void numbersAreTheTimesThatCftimeMakes() throws IOException {
    int told = 0;
    for (String row : rows()) {
      String[] parts = row.split(";", -1);
      CfUnits.Reading reading = CfUnits.read(parts[1], parts[0]);
      if (parts[2].isEmpty()) {
        assertThat(reading).as(row).isInstanceOf(CfUnits.Reading.Refused.class);
        continue;
      }
      assertThat(reading).as(row).isInstanceOf(CfUnits.Reading.Times.class);
      CfUnits units = ((CfUnits.Reading.Times) reading).units();
      long micros = micros(units, parts[2]);
      boolean isFloat = parts[2].contains(".");
      List<String> near =
          isFloat
              ? List.of(text(units, micros - 1), text(units, micros), text(units, micros + 1))
              : List.of(text(units, micros));
      assertThat(near).as(row).contains(parts[3]);
      told++;
    }
    assertThat(told).isGreaterThan(500);
  }
}
