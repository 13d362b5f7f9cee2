package io.hypertile.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Axis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * {@code method=nearest} takes what pandas takes: rows that {@code make_nearest.py} of the interop
 * tests had pandas answer, halfway values above all, on rising and falling axes.
 */
class NearestAsPandasTest {
  private static final Lookup NEAREST = Lookup.parse("nearest", null);

  private static List<String> rows() throws IOException {
    InputStream resource =
        Objects.requireNonNull(
            NearestAsPandasTest.class.getResourceAsStream("/lookup/nearest.csv"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static Axis axis(String kind, String text) {
    String[] parts = text.split(",");
    return switch (kind) {
      case "scale" ->
          Weather.scaled(
              "a",
              Long.parseLong(parts[2]),
              Double.parseDouble(parts[0]),
              Double.parseDouble(parts[1]));
      case "labels" ->
          Weather.numbers("a", Arrays.stream(parts).map(Double::valueOf).toArray(Double[]::new));
      case "time" ->
          Weather.time(
              "a",
              Long.parseLong(parts[2]),
              parts[0],
              Duration.of(Long.parseLong(parts[1]), ChronoUnit.MICROS));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @Test
  void nearestTakesThePositionThatPandasTakes() throws IOException {
    List<String> rows = rows();
    assertThat(rows).hasSize(1600);
    for (String row : rows) {
      String[] parts = row.split(";");
      Axis axis = axis(parts[0], parts[1]);
      assertThat(Weather.select(axis, parts[2], NEAREST)).as(row).isEqualTo(parts[3]);
      assertThat(Weather.select(axis, "(" + parts[2] + ")", NEAREST))
          .as(row)
          .isEqualTo("(" + parts[3] + ")");
    }
  }
}
