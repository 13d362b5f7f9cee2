package io.hypertile.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Axis;
import io.hypertile.coordinate.ListedAxes;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Coordinates of arrays are found as xarray finds them: rows that {@code make_listed.py} of the
 * interop tests had it answer.
 */
class ListedAsXarrayTest {
  private static List<String> rows() throws IOException {
    InputStream resource =
        Objects.requireNonNull(ListedAsXarrayTest.class.getResourceAsStream("/lookup/listed.csv"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static Axis axis(String kind, String text) {
    List<String> values = Arrays.asList(text.split(","));
    return switch (kind) {
      case "time" ->
          ListedAxes.times("a", values.stream().map(value -> Instant.parse(value + "Z")).toList());
      case "text" -> ListedAxes.texts("a", values);
      default -> ListedAxes.numbers("a", DType.byNumpyName(kind).orElseThrow(), values);
    };
  }

  private static String positions(Axis axis, String selector, Lookup lookup) {
    try {
      NamedSelector named =
          new NamedSelector("a", Reading.SEL, SliceParser.parseSelector(selector));
      Selection.AxisSelection taken =
          new SliceResolver(List.of(axis)).resolveNamed(List.of(named), lookup).axes().getFirst();
      return LongStream.range(0, taken.count())
          .mapToObj(n -> Long.toString(taken.position(n)))
          .collect(Collectors.joining(","));
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SLICE);
      assertThat(e.detail()).as(selector).endsWith(".");
      return "none";
    }
  }

  @Test
  void selectorsTakeWhatXarrayTakes() throws IOException {
    int found = 0;
    for (String row : rows()) {
      String[] parts = row.split(";", -1);
      String[] selector = parts[3].split(" ", -1);
      Lookup lookup = Lookup.parse(parts[2], selector.length > 1 ? selector[1] : null);
      assertThat(positions(axis(parts[0], parts[1]), selector[0], lookup))
          .as(row)
          .isEqualTo(parts[4]);
      found += parts[4].equals("none") ? 0 : 1;
    }
    assertThat(found).isGreaterThan(1000);
  }
}
