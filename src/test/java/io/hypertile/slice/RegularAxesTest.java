package io.hypertile.slice;

import static io.hypertile.slice.Weather.lookup;
import static io.hypertile.slice.Weather.scaled;
import static io.hypertile.slice.Weather.select;
import static io.hypertile.slice.Weather.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.Axis;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scales with inexact steps, large magnitudes and extreme sizes, and times of all distances. */
class RegularAxesTest {

  private static String find(Axis dimension, double value) {
    return select(dimension, Double.toString(value), Lookup.EXACT);
  }

  @ParameterizedTest
  @CsvSource({
    "90.0, -0.1, 1801",
    "0.0, 0.1, 1000",
    "-180.0, 0.25, 1440",
    "0.0, 0.0416666666666667, 8760",
    "0.0, 0.3333333333333333, 3000",
    "0.1, 0.7, 5000",
    "1000000000, 0.1, 2000",
    "-1e15, 0.25, 1000",
    "1e-12, 1e-13, 1000",
    "123456.789, -0.001, 3000",
    "1e300, 1e298, 100",
  })
  void resolveFindsEveryValueHoweverTheClientComputedIt(double start, double step, int size) {
    Axis axis = scaled("z", size, start, step);
    for (int n = 0; n < size; n++) {
      double written =
          BigDecimal.valueOf(start)
              .add(BigDecimal.valueOf(step).multiply(BigDecimal.valueOf(n)))
              .doubleValue();
      assertThat(find(axis, written)).isEqualTo(Integer.toString(n));
      assertThat(find(axis, start + n * step)).isEqualTo(Integer.toString(n));
      assertThat(find(axis, Math.fma(n, step, start))).isEqualTo(Integer.toString(n));
    }
  }

  @ParameterizedTest
  @CsvSource({"90.0, -0.1, 1801", "-180.0, 0.01, 36000", "0.0, 0.1, 10000", "1000.0, 0.05, 20000"})
  void resolveFindsValuesOfNumpysArangeAndOfRunningSums(double start, double step, int size) {
    Axis axis = scaled("z", size, start, step);
    double delta = start + step - start;
    double sum = start;
    for (int n = 0; n < size; n++) {
      assertThat(find(axis, start + n * delta)).isEqualTo(Integer.toString(n));
      assertThat(find(axis, sum)).isEqualTo(Integer.toString(n));
      sum += step;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "90.0, -0.1, 1801, 89.95",
    "90.0, -0.1, 1801, -89.900000001",
    "-180.0, 0.01, 36000, 179.98000001",
    "90.0, -0.1, 1801, 89.9000001",
    "0.0, 0.1, 10, 0.30000001",
    "0.0, 1.0, 10, 3.00000001",
    "1e17, 3.0, 10, 1.0000000000000001E17",
    "1000000000, 0.1, 2000, 1000000000.15",
    "0.0, 1.0, 10, 1e308",
    "1e308, -4.9e-324, 10, -1e308",
    "4.9e-324, 4.9e-324, 10, 1e308",
  })
  void resolveOfAValueOffTheGridThrows(double start, double step, int size, String value) {
    Axis axis = scaled("z", size, start, step);
    assertThatThrownBy(() -> select(axis, value, Lookup.EXACT))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("\"z\"");
  }

  @Test
  void resolveDistinguishesNeighboursAtTheLimitOfPrecision() {
    Axis axis = scaled("z", 1000, 9007199254739000.0, 1.0);
    assertThat(find(axis, 9007199254739003.0)).isEqualTo("3");
    assertThat(find(axis, 9007199254739999.0)).isEqualTo("999");
  }

  @Test
  void resolveOfTheLargestAxesIsExact() {
    long size = Long.MAX_VALUE;
    Axis plain = new Axis.Plain("n", size);
    assertThat(select(plain, "-1", Lookup.EXACT)).isEqualTo("9223372036854775806");
    assertThat(select(plain, "-9223372036854775807", Lookup.EXACT)).isEqualTo("0");
    assertThatThrownBy(() -> select(plain, "-9223372036854775808", Lookup.EXACT))
        .isInstanceOf(ServiceException.class);
    assertThat(select(plain, "::4611686018427387904", Lookup.EXACT))
        .isEqualTo("0:9223372036854775807:4611686018427387904");
    Axis axis = scaled("z", size, 0.0, 1.0);
    assertThat(select(axis, "9e18:", Lookup.EXACT))
        .isEqualTo("9000000000000000000:9223372036854775807");
    assertThat(select(axis, "1e30", lookup(Lookup.Method.PAD))).isEqualTo("9223372036854775806");
    assertThat(select(axis, ":1e30", lookup(Lookup.Method.PAD))).isEqualTo("0:9223372036854775807");
    assertThatThrownBy(() -> select(axis, "1e30", Lookup.EXACT))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void resolveOnAnAxisBeyondFloatsNamesFiniteNeighboursOnly() {
    Axis axis = scaled("z", 10, 1e308, 1e308);
    assertThat(find(axis, 1e308)).isEqualTo("0");
    assertThatThrownBy(() -> select(axis, "1.5e308", Lookup.EXACT))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> assertThat(fault.members().get("nearest")).hasToString("[1.0E308]"));
  }

  @Test
  void countOfTheLargestRangeDoesNotOverflow() {
    Selection.AxisSelection.Range range =
        new Selection.AxisSelection.Range(0, Long.MAX_VALUE, Long.MAX_VALUE - 1);
    assertThat(range.count()).isEqualTo(2);
    assertThat(range.position(1)).isEqualTo(Long.MAX_VALUE - 1);
  }

  @ParameterizedTest
  @CsvSource({"0001-01-01T00:00", "9999-12-31T23:59:59.999999", "-1e300", "1e300", "8e15"})
  void resolveOfATimeFarAwayThrows(String time) {
    Axis axis = time("t", Long.MAX_VALUE, "2024-01-01T00:00:00Z", Duration.ofNanos(1000));
    Axis days = time("t", 10, "2024-01-01T00:00:00Z", Duration.ofDays(-1));
    if (!time.startsWith("9999") && !time.equals("8e15")) {
      assertThatThrownBy(() -> select(axis, time, Lookup.EXACT))
          .isInstanceOf(ServiceException.class);
    }
    assertThatThrownBy(() -> select(days, time, Lookup.EXACT)).isInstanceOf(ServiceException.class);
  }

  @Test
  void resolveOfAMicrosecondAxisIsExactOverMillennia() {
    Axis axis = time("t", Long.MAX_VALUE, "0001-01-01T00:00:00Z", Duration.ofNanos(1000));
    Random random = TestSeed.random();
    for (int round = 0; round < 1000; round++) {
      long micros = random.nextLong(315_000_000_000_000_000L);
      Instant time =
          Instant.parse("0001-01-01T00:00:00Z")
              .plusSeconds(micros / 1_000_000)
              .plusNanos(micros % 1_000_000 * 1000);
      assertThat(select(axis, time.toString(), Lookup.EXACT)).isEqualTo(Long.toString(micros));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2024-01-01T00:00, 0",
    "2023-12-31T12:00, 2",
    "2023-12-31T12:00:2023-12-30, 2:8",
    "2023-12-31T12:00:2023-12-29T12:00, 2:10",
    "1704067200.0:1704002400.0, 0:3",
  })
  void resolveOfAFallingTimeAxisFollowsItsOwnDirection(String slice, String expected) {
    Axis axis = time("t", 10, "2024-01-01T00:00:00Z", Duration.ofHours(-6));
    assertThat(select(axis, slice, Lookup.EXACT)).isEqualTo(expected);
  }

  @Test
  void resolveOfTimestampsToleratesTheRoundingOfFloats() {
    Axis axis = time("t", 1_000_000, "2024-01-01T00:00:00Z", Duration.ofMillis(100));
    for (int n = 0; n < 1_000_000; n += 997) {
      assertThat(find(axis, 1704067200 + n * 0.1)).isEqualTo(Integer.toString(n));
      assertThat(find(axis, 1704067200 + n / 10.0)).isEqualTo(Integer.toString(n));
    }
    Axis micros = time("t", 1_000_000, "2024-01-01T00:00:00Z", Duration.ofNanos(1000));
    for (int n = 0; n < 1_000_000; n += 997) {
      assertThat(find(micros, 1704067200 + n * 1e-6)).isEqualTo(Integer.toString(n));
    }
  }

  @Test
  void resolveNeedsTheHeldStartForTimesOnly() {
    Axis.Time bare =
        new Axis.Time("day_hours", 24, new Axis.Start.Missing("It is lost."), Duration.ofHours(1));
    SliceResolver resolver =
        new SliceResolver(Weather.axes(bare, Weather.LAT, Weather.LON, Weather.KINDS));
    assertThat(Weather.text(resolver.resolve(SliceParser.parse("5,...,pressure"), Lookup.EXACT)))
        .isEqualTo("5|0:181|0:360|2");
    assertThatThrownBy(() -> resolver.resolve(SliceParser.parse("2023-01-03"), Lookup.EXACT))
        .isInstanceOfSatisfying(
            ServiceException.class,
            fault -> {
              assertThat(fault.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
              assertThat(fault.detail())
                  .isEqualTo("Dimension \"day_hours\" has no beginning: It is lost.");
            });
  }
}
