package io.hypertile.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.array.Scale;
import io.hypertile.error.ServiceException;
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
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * {@code method=inside} and ranges over the seam of a period take what xarray takes with a slice:
 * rows that {@code make_inside.py} of the interop tests had it answer, over random axes.
 */
class InsideAsXarrayTest {
  private static final Lookup INSIDE = Lookup.parse("inside", null);

  private static List<String> rows() throws IOException {
    InputStream resource =
        Objects.requireNonNull(InsideAsXarrayTest.class.getResourceAsStream("/lookup/inside.csv"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static Axis axis(String kind, String text) {
    String[] parts = text.split(",");
    return switch (kind) {
      case "scale", "period", "turn", "nearest", "pad", "backfill" ->
          new Axis.Scaled(
              "a",
              Long.parseLong(parts[2]),
              new Scale(
                  Double.parseDouble(parts[0]),
                  Double.parseDouble(parts[1]),
                  null,
                  parts.length > 3
                      ? OptionalDouble.of(Double.parseDouble(parts[3]))
                      : OptionalDouble.empty()));
      case "labels" ->
          Weather.numbers("a", Arrays.stream(parts).map(Double::valueOf).toArray(Double[]::new));
      case "texts" -> new Axis.Labelled("a", parts.length, new Labels.Text(List.of(parts)));
      case "time" ->
          Weather.time(
              "a",
              Long.parseLong(parts[2]),
              parts[0],
              Duration.of(Long.parseLong(parts[1]), ChronoUnit.MICROS));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static String positions(Axis axis, String range, Lookup lookup) {
    try {
      Selection.AxisSelection taken =
          new SliceResolver(List.of(axis))
              .resolve(SliceParser.parse(range), lookup)
              .axes()
              .getFirst();
      return LongStream.range(0, taken.count())
          .mapToObj(n -> Long.toString(taken.position(n)))
          .collect(Collectors.joining(","));
    } catch (ServiceException e) {
      assertThat(e.detail()).as(range).startsWith("The range selects nothing");
      return "none";
    }
  }

  @Test
  void rangesTakeThePositionsThatXarrayTakes() throws IOException {
    List<String> rows = rows();
    assertThat(rows).hasSizeGreaterThan(3_000);
    for (String row : rows) {
      String[] parts = row.split(";");
      Lookup lookup =
          switch (parts[0]) {
            case "turn" -> Lookup.EXACT;
            case "nearest", "pad", "backfill" -> Lookup.parse(parts[0], null);
            default -> INSIDE;
          };
      assertThat(positions(axis(parts[0], parts[1]), parts[2], lookup)).as(row).isEqualTo(parts[3]);
    }
  }
}
