package io.hypertile.slice;

import static io.hypertile.slice.Weather.WEATHER;
import static io.hypertile.slice.Weather.axes;
import static io.hypertile.slice.Weather.numbers;
import static io.hypertile.slice.Weather.scaled;
import static io.hypertile.slice.Weather.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Axis;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisCoordinatesTest {
  private static List<AxisCoordinates> of(List<Axis> axes, String slice) {
    SliceResolver resolver = new SliceResolver(axes);
    Selection selection = resolver.resolve(SliceParser.parse(slice), Lookup.EXACT);
    return AxisCoordinates.of(axes, selection);
  }

  private static AxisCoordinates of(Axis dimension, String slice) {
    return of(axes(dimension), slice).getFirst();
  }

  private static List<?> all(AxisCoordinates axis) {
    LongFunction<?> get =
        switch (axis) {
          case AxisCoordinates.Positions positions -> positions::get;
          case AxisCoordinates.Values values -> values::get;
          case AxisCoordinates.TextLabels labels -> labels::get;
          case AxisCoordinates.NumberLabels labels -> labels::get;
          case AxisCoordinates.Times times -> times::get;
          case AxisCoordinates.Listed listed -> n -> listed.values().text(listed.place(n));
        };
    return LongStream.range(0, axis.count()).mapToObj(get).toList();
  }

  @Test
  void ofTheTutorialsSubsetDescribesItAsDekerDoes() {
    List<AxisCoordinates> described =
        of(WEATHER, "2023-01-03T05:00:2023-01-03T10:00,-44.0:-45.0,-1.0:1.0,:pressure");
    assertThat(described)
        .extracting(AxisCoordinates::dimension)
        .containsExactly("day_hours", "y", "x", "weather");
    assertThat(all(described.get(0)))
        .hasToString(
            "[2023-01-03T05:00:00Z, 2023-01-03T06:00:00Z, 2023-01-03T07:00:00Z,"
                + " 2023-01-03T08:00:00Z, 2023-01-03T09:00:00Z]");
    assertThat(all(described.get(1))).hasToString("[-44.0]");
    assertThat(all(described.get(2))).hasToString("[-1.0, 0.0]");
    assertThat(all(described.get(3))).hasToString("[temperature, humidity]");
  }

  @Test
  void ofDroppedAxesHasOneElementAndOfMissingOnesAll() {
    List<AxisCoordinates> described = of(WEATHER, "0,0,0");
    assertThat(all(described.get(0))).hasToString("[2023-01-03T00:00:00Z]");
    assertThat(all(described.get(1))).hasToString("[90.0]");
    assertThat(all(described.get(2))).hasToString("[-180.0]");
    assertThat(all(described.get(3))).hasToString("[temperature, humidity, pressure, wind speed]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "0.0 # 0.1 # 0:4 # [0.0, 0.1, 0.2, 0.3]",
        "0.0 # 0.1 # 3 # [0.3]",
        "0.125 # 0.5 # 0:3 # [0.125, 0.625, 1.125]",
        "90.0 # -0.1 # 0:4 # [90.0, 89.9, 89.8, 89.7]",
        "90.0 # -0.1 # 900:902 # [0.0, -0.1]",
        "0.0 # 0.3333333333333333 # 1:4 # [0.3333333333333333, 0.6666666666666666, 1.0]",
        "1e10 # 0.001 # 1:3 # [1.0000000000001E10, 1.0000000000002E10]",
        "1e300 # 1e298 # 0:2 # [1.0E300, 1.01E300]",
        "1e-20 # 1e-21 # 2:4 # [1.2E-20, 1.3E-20]",
        "0.0 # 1e-300 # (3,1) # [3.0E-300, 1.0E-300]",
        "-1.1 # 0.7 # ::500 # [-1.1, 348.9]",
      })
  void valuesAreFreeOfTheDigitsThatAddingLeaves(
      double start, double step, String slice, String expected) {
    assertThat(all(of(scaled("z", 1000, start, step), slice))).hasToString(expected);
  }

  @Test
  void valuesFindTheirPositionsAgain() {
    for (double step : List.of(0.1, -0.1, 1.0 / 3, 0.07, 1e-9)) {
      Axis axis = scaled("z", 2000, 12.3, step);
      AxisCoordinates.Values values = (AxisCoordinates.Values) of(axis, ":");
      for (int n = 0; n < 2000; n++) {
        assertThat(Weather.select(axis, Double.toString(values.get(n)), Lookup.EXACT))
            .isEqualTo(Integer.toString(n));
      }
    }
  }

  @Test
  void labelsAndPositionsFollowTheSelectionsOrder() {
    assertThat(all(of(new Axis.Plain("c", 10), "(7,-1,0)"))).hasToString("[7, 9, 0]");
    assertThat(all(of(new Axis.Plain("c", 10), "1::4"))).hasToString("[1, 5, 9]");
    assertThat(all(of(numbers("level", 0.5, 0.1), "(1,0)"))).hasToString("[0.1, 0.5]");
    assertThat(all(of(Weather.KINDS, "(pressure,temperature)")))
        .hasToString("[pressure, temperature]");
  }

  @Test
  void timesAreExactToTheMicrosecond() {
    Axis axis = time("t", 100, "2024-01-01T00:00:00.000001Z", Duration.ofNanos(-3000));
    assertThat(all(of(axis, "(0,1,99)")))
        .hasToString(
            "[2024-01-01T00:00:00.000001Z, 2023-12-31T23:59:59.999998Z,"
                + " 2023-12-31T23:59:59.999704Z]");
  }

  @Test
  void ofTheLargestAxesCountsWithoutHoldingThem() {
    AxisCoordinates.Values values =
        (AxisCoordinates.Values) of(scaled("z", Long.MAX_VALUE, 0.0, 0.5), ":");
    assertThat(values.count()).isEqualTo(Long.MAX_VALUE);
    assertThat(values.get(9_000_000_000_000_000_000L)).isEqualTo(4.5e18);
  }

  @Test
  void ofTimesThatCannotBeToldThrows() {
    Axis axis = time("t", Long.MAX_VALUE, "2024-01-01T00:00:00Z", Duration.ofDays(365));
    assertThat(all(of(axis, "1"))).hasToString("[2024-12-31T00:00:00Z]");
    for (String slice : List.of(":", "-1", "(0,-1,1)", "9223372036854775806:")) {
      assertThatThrownBy(() -> of(axis, slice))
          .isInstanceOfSatisfying(
              ServiceException.class,
              fault -> {
                assertThat(fault.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE);
                assertThat(fault.members()).containsEntry("dimension", "t");
              });
    }
  }
}
