package io.hypertile.slice;

import static io.hypertile.slice.Weather.WEATHER;
import static io.hypertile.slice.Weather.numbers;
import static io.hypertile.slice.Weather.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.SliceExpression.Ellipsis;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SliceResolverTest {
  private static final String WHOLE = "0:24|0:181|0:360|0:4";

  private static ServiceException fault(String slice) {
    ServiceException fault = catchThrowableOfType(ServiceException.class, () -> select(slice));
    assertThat(fault).as(slice).isNotNull();
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SLICE);
    assertThat(fault.detail()).endsWith(".");
    return fault;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "()", ":", "...", "[:]", "::", ":,...", ":,:,:,:", "...,:"})
  void resolveOfEverythingTakesWholeAxes(String slice) {
    assertThat(select(slice)).isEqualTo(WHOLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      value = {
        // Positions and clipped ranges of positions.
        "5 # 5|0:181|0:360|0:4",
        "-1 # 23|0:181|0:360|0:4",
        "-24 # 0|0:181|0:360|0:4",
        "2:10 # 2:10|0:181|0:360|0:4",
        "2: # 2:24|0:181|0:360|0:4",
        ":-1 # 0:23|0:181|0:360|0:4",
        "::2 # 0:24:2|0:181|0:360|0:4",
        "2:10:3 # 2:10:3|0:181|0:360|0:4",
        "-5:-2 # 19:22|0:181|0:360|0:4",
        "-1000:1000 # 0:24|0:181|0:360|0:4",
        "20:9223372036854775807 # 20:24|0:181|0:360|0:4",
        "-9223372036854775808:3 # 0:3|0:181|0:360|0:4",
        // A range that takes one position is a box.
        "5:6:7 # 5:6|0:181|0:360|0:4",
        "20::9223372036854775807 # 20:21|0:181|0:360|0:4",
        // Ellipses.
        "...,0 # 0:24|0:181|0:360|0",
        "0,...,0 # 0|0:181|0:360|0",
        "...,0,0,0,0 # 0|0|0|0",
        "0,0,0,0,... # 0|0|0|0",
        "0,0,...,0,0 # 0|0|0|0",
        // Values on scales, with their own direction.
        ":,-44.0 # 0:24|134|0:360|0:4",
        ":,-44.0:-45.0 # 0:24|134:135|0:360|0:4",
        ":,90.0:0.0 # 0:24|0:90|0:360|0:4",
        ":,90.0:-91.0 # 0:24|0:181|0:360|0:4",
        ":,90.0:0.0:45 # 0:24|0:90:45|0:360|0:4",
        ":,:,-1.0:1.0 # 0:24|0:181|179:181|0:4",
        ":,:,-18e1 # 0:24|0:181|0|0:4",
        ":,:,179.0:180.0 # 0:24|0:181|359:360|0:4",
        ":,:,170.0: # 0:24|0:181|350:360|0:4",
        // Times.
        "2023-01-03T05:00 # 5|0:181|0:360|0:4",
        "2023-01-03 # 0|0:181|0:360|0:4",
        "2023-01-03T05:00:2023-01-03T10:00 # 5:10|0:181|0:360|0:4",
        "2023-01-03T20:00:2023-01-04 # 20:24|0:181|0:360|0:4",
        "2023-01-03T00:00:2023-01-04T00:00:6 # 0:24:6|0:181|0:360|0:4",
        "2023-01-03T07:00+02:00 # 5|0:181|0:360|0:4",
        "2023-01-03T07:00 02:00:2023-01-03T12:00 02:00 # 5:10|0:181|0:360|0:4",
        "'2023-01-03T05:00':2023-01-03T10:00 # 5:10|0:181|0:360|0:4",
        "`2023-01-03 05:00:00+00:00` # 5|0:181|0:360|0:4",
        "1672722000.0 # 5|0:181|0:360|0:4",
        "1672722000.0:1672740000.0 # 5:10|0:181|0:360|0:4",
        // Labels.
        "...,pressure # 0:24|0:181|0:360|2",
        "...,'wind speed' # 0:24|0:181|0:360|3",
        "...,:\"pressure\" # 0:24|0:181|0:360|0:2",
        "...,humidity: # 0:24|0:181|0:360|1:4",
        "...,temperature:\"wind speed\":2 # 0:24|0:181|0:360|0:3:2",
        // Lists keep their order and their repetitions.
        "(0,5,9) # (0,5,9)|0:181|0:360|0:4",
        "(9,-1,9) # (9,23,9)|0:181|0:360|0:4",
        ":,(89.0,12.0) # 0:24|(1,78)|0:360|0:4",
        "(2023-01-03T10:00,'2023-01-03T05:00') # (10,5)|0:181|0:360|0:4",
        "...,(\"pressure\",temperature) # 0:24|0:181|0:360|(2,0)",
        "...,(pressure,temperature,humidity,temperature) # 0:24|0:181|0:360|(2,0,1,0)",
        "(7),(1,2),...,(0) # (7)|(1,2)|0:360|(0)",
        // Kinds may differ between axes.
        "2023-01-03T05:00,45.0,pressure # error",
        "2023-01-03T05:00,45.0,3,pressure # 5|45|3|2",
        "2023-01-03T05:00:2023-01-03T10:00,-44.0:-45.0,-1.0:1.0,:\"pressure\" # 5:10|134:135|179:181|0:2",
      })
  void resolveFindsPositions(String slice, String expected) {
    String found;
    try {
      found = select(slice);
    } catch (ServiceException e) {
      found = "error";
    }
    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      nullValues = "-",
      value = {
        // slice # dimension # column # nearest
        "24 # day_hours # 1 # -",
        "-25 # day_hours # 1 # -",
        "0,181 # y # 3 # -",
        "(0,24) # day_hours # 4 # -",
        "5:5 # day_hours # 1 # -",
        "5:3 # day_hours # 1 # -",
        "-1:-3 # day_hours # 1 # -",
        "24: # day_hours # 1 # -",
        ":0 # day_hours # 1 # -",
        ":-24 # day_hours # 1 # -",
        ":,12.25 # y # 3 # [13.0, 12.0]",
        ":,90.5 # y # 3 # [90.0]",
        ":,-91.0 # y # 3 # [-90.0]",
        ":,-91.0: # y # 3 # [-90.0]",
        ":,:-92.0 # y # 4 # [-90.0]",
        ":,0.0:90.0 # y # 3 # -",
        ":,45.0:45.0 # y # 3 # -",
        ":,(12.0,12.5) # y # 9 # [13.0, 12.0]",
        ":,:,180.0 # x # 5 # [179.0]",
        ":,north # y # 3 # -",
        ":,2023-01-03 # y # 3 # -",
        "2023-01-03T05:30 # day_hours # 1 # [2023-01-03T05:00:00Z, 2023-01-03T06:00:00Z]",
        "2023-01-03T05:00:00.000001 # day_hours # 1 # [2023-01-03T05:00:00Z, 2023-01-03T06:00:00Z]",
        "2023-01-02T23:00 # day_hours # 1 # [2023-01-03T00:00:00Z]",
        "2023-01-04T00:00 # day_hours # 1 # [2023-01-03T23:00:00Z]",
        "2023-01-04T00:00: # day_hours # 1 # [2023-01-03T23:00:00Z]",
        ":2023-01-04T01:00 # day_hours # 2 # [2023-01-03T23:00:00Z]",
        "(2023-01-03,2023-01-05) # day_hours # 13 # [2023-01-03T23:00:00Z]",
        "1672722001.0 # day_hours # 1 # [2023-01-03T05:00:00Z, 2023-01-03T06:00:00Z]",
        "1672722000 # day_hours # 1 # -",
        "'noon' # day_hours # 1 # -",
        "noon # day_hours # 1 # -",
        "'2023-01-99' # day_hours # 1 # -",
        "...,presure # weather # 5 # [pressure]",
        "...,Pressure # weather # 5 # [pressure]",
        "...,'wind_speed' # weather # 5 # [wind speed]",
        "...,:'wind' # weather # 6 # -",
        "...,pressure:humidity # weather # 5 # -",
        "...,(pressure,rain) # weather # 15 # -",
        "...,1.0 # weather # 5 # -",
        "...,2023-01-03 # weather # 5 # -",
        // Both ends of a range, and all items of a list, are of one kind.
        "2023-01-03:5 # day_hours # 12 # -",
        "2023-01-03:1672740000.0 # day_hours # 12 # -",
        "1672722000.0:'2023-01-04' # day_hours # 14 # -",
        ":,45.0:100 # y # 8 # -",
        ":,0:45.0 # y # 5 # -",
        "...,temperature:3 # weather # 17 # -",
        ":,(45.0,3) # y # 9 # -",
      })
  void resolveOfWhatDoesNotFitNamesDimensionColumnAndNearest(
      String slice, String dimension, int column, String nearest) {
    ServiceException fault = fault(slice);
    assertThat(fault.members())
        .as(fault.detail())
        .containsEntry("dimension", dimension)
        .containsEntry("column", column);
    if (nearest != null) {
      assertThat(fault.members().get("nearest")).hasToString(nearest);
    }
    assertThat(fault.detail()).contains('"' + dimension + '"');
  }

  @Test
  void resolveOfTooManySelectorsNamesBothCounts() {
    ServiceException fault = fault("1,2,3,4,5,6");
    assertThat(fault.detail()).contains("6 selectors").contains("4 dimensions");
    assertThat(fault.members())
        .containsEntry("selectors", 6)
        .containsEntry("dimensions", 4)
        .containsEntry("column", 9);
    assertThat(fault("...,1,2,3,4,5").members()).containsEntry("column", 13);
  }

  @Test
  void resolveOfTwoEllipsesThrows() {
    SliceExpression slice = new SliceExpression(List.of(new Ellipsis(1), new Ellipsis(5)));
    SliceResolver resolver = new SliceResolver(WEATHER);
    assertThat(
            catchThrowableOfType(
                    ServiceException.class, () -> resolver.resolve(slice, Lookup.EXACT))
                .members())
        .containsEntry("column", 5);
  }

  @Test
  void resolveOfAPlainAxisTakesPositionsOnly() {
    Axis plain = new Axis.Plain("c", 3);
    assertThat(select(plain, "-1", Lookup.EXACT)).isEqualTo("2");
    for (String slice : List.of("1.0", "a", "'1'", "2023-01-01", ":1.0", "(1.0)", "a:")) {
      ServiceException fault =
          catchThrowableOfType(ServiceException.class, () -> select(plain, slice, Lookup.EXACT));
      assertThat(fault).as(slice).hasMessageContaining("positions only");
      assertThat(fault.members()).containsEntry("dimension", "c");
    }
  }

  @Test
  void resolveOfALongListOfLabelsFindsEach() {
    List<String> labels = IntStream.range(0, 500).mapToObj(n -> "b" + n).toList();
    Axis bands = new Axis.Labelled("band", 500, new Labels.Text(labels));
    assertThat(select(bands, "(" + String.join(",", labels.reversed()) + ")", Lookup.EXACT))
        .startsWith("(499,498,497,")
        .endsWith(",2,1,0)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "0.25 # 1",
        "0.5: # 2:4",
        "0.1:2.0 # 0:3",
        "(2.0,0.1) # (3,0)",
        "25e-2 # 1",
        "3 # 3",
      })
  void resolveFindsNumberLabelsByEquality(String slice, String expected) {
    assertThat(select(numbers("level", 0.1, 0.25, 0.5, 2.0), slice, Lookup.EXACT))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      value = {
        "0.3 # [0.25, 0.5]",
        "0.05 # [0.1]",
        "3.0 # [2.0]",
        "'0.25' # null",
        "2023-01-01 # null",
        "2.0:0.1 # null",
      })
  void resolveOfAnUnknownNumberLabelNamesTheNearest(String slice, String nearest) {
    Axis level = numbers("level", 0.1, 0.25, 0.5, 2.0);
    ServiceException fault =
        catchThrowableOfType(ServiceException.class, () -> select(level, slice, Lookup.EXACT));
    assertThat(String.valueOf(fault.members().get("nearest"))).isEqualTo(nearest);
    assertThat(fault.members()).containsEntry("dimension", "level").containsKey("column");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      value = {
        ":,50.0:52.0 # 52.0:50.0",
        ":,-90.0:90.0 # 90.0:-90.0",
        ":,:,10.0:-10.0 # -10.0:10.0",
        "5:3 # 3:5",
        "-1:-3 # -3:-1",
        "2023-01-03T10:00:2023-01-03T05:00 # 2023-01-03T05:00:2023-01-03T10:00",
        "...,\"wind speed\":humidity # \"humidity\":\"wind speed\"",
      })
  void resolveOfARangeTheWrongWayRoundNamesTheRightOne(String slice, String range) {
    assertThat(fault(slice)).hasMessageContaining("The other way round, " + range + ",");
    int last = slice.lastIndexOf(',') + 1;
    assertThat(select(slice.substring(0, last) + range)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5:5", ":0", "24:", ":,45.0:45.0", ":,:90.0", "-3:-3"})
  void resolveOfAnEmptyRangeThatIsEmptyBothWaysNamesNone(String slice) {
    assertThat(fault(slice).detail()).contains("selects nothing").doesNotContain("other way");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,190:200,0", "0,181:", "0,190:200:2", "0,-300:-200"})
  void resolveOfARangePastAnEndSaysWhichPositionsThereAre(String slice) {
    assertThat(fault(slice).detail())
        .contains("selects nothing", "dimension \"y\" has the positions 0 to 180")
        .doesNotContain("181:181", "The stop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,190:5", "0,5:5", "0,:0", "0,50.0:52.0"})
  void resolveOfARangeThatIsEmptyWithinTheAxisSaysSo(String slice) {
    assertThat(fault(slice).detail()).contains("The stop, which is excluded");
  }

  @Test
  void resolveSaysHowToMendATypicalMistake() {
    assertThat(fault(":,200"))
        .hasMessageContaining("a number with a point, such as 200.0, is a value");
    assertThat(fault(":,12.25")).hasMessageContaining("method=nearest");
    assertThat(fault(":,0.0:90.0")).hasMessageContaining("from 90.0 to -90.0 by -1.0");
    assertThat(fault("...,1.0")).hasMessageContaining("stands in quotes");
    assertThat(fault("...,presure")).hasMessageContaining("Nearest: \"pressure\"");
  }
}
