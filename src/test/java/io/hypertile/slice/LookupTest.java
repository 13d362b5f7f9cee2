package io.hypertile.slice;

import static io.hypertile.slice.Weather.lookup;
import static io.hypertile.slice.Weather.numbers;
import static io.hypertile.slice.Weather.scaled;
import static io.hypertile.slice.Weather.select;
import static io.hypertile.slice.Weather.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.array.Axis;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupTest {
  /** Method and tolerance as a test table has them: {@code nearest}, {@code pad 0.5}. */
  private static Lookup parse(String words) {
    String[] parts = words.split(" ");
    return Lookup.parse(parts[0], parts.length > 1 ? parts[1] : null);
  }

  private static String find(Axis dimension, String method, String slice) {
    try {
      return select(dimension, slice, parse(method));
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SLICE);
      assertThat(e.members()).containsEntry("dimension", dimension.name());
      return "none";
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "nearest # 12.3 # 2",
        "nearest # 12.5 # 3",
        "nearest # 12.49999 # 2",
        "nearest # 13.5 # 4",
        "nearest # 9.5 # 0",
        "nearest # 9.4999 # none",
        "nearest # 14.5 # 4",
        "nearest # 14.51 # none",
        "nearest # 12.2:13.6 # 2:4",
        "nearest # 12.2:14.6 # 2:5",
        "nearest # 12.2:15.4 # 2:5",
        "nearest # 12.2:15.6 # none",
        "nearest # (13.9,10.1) # (4,0)",
        "nearest # 3 # none",
        "nearest # 2:4 # none",
        "exact # 3 # 3",
        "exact # 2:4 # 2:4",
        "nearest 0.25 # 12.25 # 2",
        "nearest 0.25 # 12.3 # none",
        "nearest 2 # 8.0 # 0",
        "nearest 2 # 16.0 # 4",
        "nearest 2 # 16.1 # none",
        "nearest 0 # 12.0 # 2",
        "nearest 0 # 12.00001 # none",
        "pad # 12.9 # 2",
        "pad # 12.0 # 2",
        "pad # 9.9 # none",
        "pad # 99.0 # 4",
        "pad 0.5 # 12.4 # 2",
        "pad 0.5 # 12.6 # none",
        "pad 0.5 # 99.0 # none",
        "pad # 10.5:13.5 # 0:3",
        "pad # 10.5:99.0 # 0:5",
        "backfill # 12.1 # 3",
        "backfill # 12.0 # 2",
        "backfill # -99.0 # 0",
        "backfill # 14.1 # none",
        "backfill # 10.5:13.5 # 1:4",
        "backfill # 10.5:14.5 # 1:5",
        "backfill # 10.5:15.5 # none",
        "backfill 0.5 # 12.6 # 3",
        "backfill 0.5 # 12.4 # none",
        "exact # 12.0 # 2",
        "exact # 12.1 # none",
      })
  void resolveOfARisingScaleFollowsTheMethod(String method, String slice, String expected) {
    assertThat(find(scaled("z", 5, 10.0, 1.0), method, slice)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "nearest # 12.3 # 2",
        "nearest # 12.5 # 1",
        "nearest # 11.5 # 2",
        "nearest # 14.5 # 0",
        "nearest # 14.51 # none",
        "pad # 12.9 # 1",
        "pad # 14.1 # none",
        "pad # -99.0 # 4",
        "backfill # 12.9 # 2",
        "backfill # 99.0 # 0",
        "backfill # 9.9 # none",
        "nearest # 13.6:11.4 # 0:3",
      })
  void resolveOfAFallingScaleFollowsItsOwnDirection(String method, String slice, String expected) {
    assertThat(find(scaled("z", 5, 14.0, -1.0), method, slice)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "nearest # 2024-01-01T00:20 # 1",
        "nearest # 2024-01-01T00:22:30 # 2",
        "nearest # 2024-01-01T00:22:29.999999 # 1",
        "nearest # 2023-12-31T23:52:30 # 0",
        "nearest # 2023-12-31T23:52:29 # none",
        "nearest 60 # 2024-01-01T00:16 # 1",
        "nearest 60 # 2024-01-01T00:16:01 # none",
        "nearest # 1704067300.0 # 0",
        "pad # 2024-01-01T00:29:59.999999 # 1",
        "pad # 2023-12-31 # none",
        "pad # 2099-01-01 # 9",
        "backfill # 2024-01-01T00:15:00.000001 # 2",
        "backfill # 1999-01-01 # 0",
        "backfill # (2024-01-01T00:01,2024-01-01T00:16) # (1,2)",
        "pad # 2024-01-01T00:16:2024-01-01T00:46 # 1:3",
        "pad # 2024-01-01T00:16:2099-01-01 # 1:10",
      })
  void resolveOfATimeAxisFollowsTheMethodInSeconds(String method, String slice, String expected) {
    Axis quarters = time("t", 10, "2024-01-01T00:00:00Z", Duration.ofMinutes(15));
    assertThat(find(quarters, method, slice)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        // rising: 0.1 0.2 0.5 1.0
        "rising # nearest # 0.15 # 0",
        "rising # nearest # 0.16 # 1",
        "rising # nearest # 0.05 # 0",
        "rising # nearest # 0.04 # none",
        "rising # nearest # 1.25 # 3",
        "rising # nearest # 1.26 # none",
        "rising # nearest 5 # 1.26 # 3",
        "rising # nearest 0.05 # 0.25 # 1",
        "rising # nearest 0.05 # 0.26 # none",
        "rising # pad # 0.4 # 1",
        "rising # pad # 0.05 # none",
        "rising # pad # 9.0 # 3",
        "rising # backfill # 0.4 # 2",
        "rising # backfill # 9.0 # none",
        "rising # pad # 0.15:0.6 # 0:2",
        "falling # pad # 0.4 # 1",
        "falling # pad # 1.1 # none",
        "falling # backfill # 0.4 # 2",
        "falling # backfill # 0.05 # none",
        "falling # nearest # 0.15 # 3",
        "falling # nearest # 0.75 # 0",
        "rising # nearest # 0.75 # 3",
        "mixed # nearest # 0.75 # 2",
        "mixed # nearest # 0.45 # 0",
        "mixed # nearest # 0.15 # 1",
        "mixed # exact # 0.2 # 3",
        "mixed # pad # 0.4 # none",
        "mixed # backfill # 0.5 # none",
        "single # nearest # 0.6 # none",
        "single # nearest 1 # 0.6 # 0",
        "single # nearest # 0.5 # 0",
      })
  void resolveOfNumberLabelsFollowsTheMethod(
      String axis, String method, String slice, String expected) {
    Axis dimension =
        switch (axis) {
          case "rising" -> numbers("level", 0.1, 0.2, 0.5, 1.0);
          case "falling" -> numbers("level", 1.0, 0.5, 0.2, 0.1);
          case "mixed" -> numbers("level", 0.5, 0.1, 1.0, 0.2);
          default -> numbers("level", 0.5);
        };
    assertThat(find(dimension, method, slice)).isEqualTo(expected);
  }

  @Test
  void resolveOfLabelsThatAreNoNumbersNeverFindsThem() {
    Axis odd = numbers("level", Double.NaN, 2.0, Double.POSITIVE_INFINITY, 1.0, -0.0);
    assertThat(find(odd, "exact", "0.0")).isEqualTo("4");
    assertThat(find(odd, "exact", "-0.0")).isEqualTo("4");
    assertThat(find(odd, "nearest", "1.6")).isEqualTo("1");
    assertThat(find(odd, "nearest 1e9", "1e6")).isEqualTo("1");
    assertThat(find(numbers("level", Double.NaN), "nearest 1", "1.0")).isEqualTo("none");
  }

  @Test
  void resolveWithAMethodKeepsPositionsAndTextLabelsExact() {
    assertThat(select(Weather.WEATHER, "5,...,pressure", lookup(Lookup.Method.NEAREST)))
        .isEqualTo("5|0:181|0:360|2");
    assertThat(select(Weather.WEATHER, "0,52.3,13.1,0", lookup(Lookup.Method.NEAREST)))
        .isEqualTo("0|38|193|0");
    assertThat(find(Weather.KINDS, "nearest", "presure")).isEqualTo("none");
    assertThat(find(Weather.KINDS, "nearest", "4")).isEqualTo("none");
  }

  @Test
  void parseReadsMethodAndTolerance() {
    assertThat(Lookup.parse(null, null)).isEqualTo(Lookup.EXACT);
    assertThat(Lookup.parse("exact", null)).isEqualTo(Lookup.EXACT);
    assertThat(Lookup.parse("pad", "1e-3")).isEqualTo(lookup(Lookup.Method.PAD, 0.001));
    assertThat(Lookup.parse("backfill", ".5")).isEqualTo(lookup(Lookup.Method.BACKFILL, 0.5));
    assertThat(Lookup.parse("nearest", "0"))
        .isEqualTo(new Lookup(Lookup.Method.NEAREST, OptionalDouble.of(0)));
  }

  @Test
  void parseOfAnUnknownMethodListsTheChoices() {
    ServiceException fault =
        catchThrowableOfType(ServiceException.class, () -> Lookup.parse("closest", null));
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SLICE);
    assertThat(fault.members())
        .containsEntry("parameter", "method")
        .containsEntry("choices", List.of("exact", "nearest", "pad", "backfill", "inside"));
    assertThat(fault.detail()).contains("exact, nearest, pad, backfill");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "nearest, -1",
        "nearest, NaN",
        "nearest, Infinity",
        "nearest, 1e999",
        "nearest, 1d",
        "nearest, 0x1p3",
        "nearest, ''",
        "nearest, one",
        "nearest, ' 1'",
        "-, 1",
        "exact, 1",
        "'', -",
        "NEAREST, -",
      })
  void parseOfWhatMakesNoSenseThrows(String method, String tolerance) {
    ServiceException fault =
        catchThrowableOfType(ServiceException.class, () -> Lookup.parse(method, tolerance));
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SLICE);
    assertThat(fault.members()).containsKey("parameter");
  }
}
