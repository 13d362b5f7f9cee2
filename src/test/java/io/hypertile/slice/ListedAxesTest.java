package io.hypertile.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.TestSeed;
import io.hypertile.array.Axis;
import io.hypertile.coordinate.Coordinates;
import io.hypertile.coordinate.ListedAxes;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language of slices over axes whose coordinates are arrays. */
class ListedAxesTest {
  /** A month of 360 days: 1 and 30 February and 1 March. */
  private static final Axis.Listed DAYS_360 =
      ListedAxes.numbers(
          "t360",
          DType.INT32,
          List.of("0", "29", "30"),
          Map.of("units", "days since 2000-02-01", "calendar", "360_day"),
          OptionalDouble.empty());

  private static final Map<String, Axis.Listed> AXES =
      List.of(
              ListedAxes.numbers("lat", DType.FLOAT64, List.of("89.5", "45.25", "0.0", "-45.5")),
              ListedAxes.numbers("x", DType.FLOAT32, List.of("0.1", "0.2", "0.7", "1.5")),
              ListedAxes.numbers("run", DType.INT64, List.of("3", "9007199254740993", "1", "2")),
              ListedAxes.numbers("big", DType.UINT64, List.of("0", "18446744073709551615")),
              ListedAxes.numbers("twice", DType.INT16, List.of("1", "5", "5", "9")),
              ListedAxes.numbers("holes", DType.FLOAT64, List.of("1.5", "NaN", "2.5")),
              ListedAxes.numbers(
                  "lon",
                  DType.FLOAT32,
                  List.of("0.0", "90.0", "200.5", "350.0"),
                  Map.of(),
                  OptionalDouble.of(360)),
              ListedAxes.numbers(
                  "west",
                  DType.FLOAT64,
                  List.of("350.0", "200.5", "90.0", "0.0"),
                  Map.of(),
                  OptionalDouble.of(360)),
              ListedAxes.times(
                  "time",
                  Arrays.asList(
                      Instant.parse("2023-01-31T00:00:00Z"),
                      Instant.parse("2023-02-28T00:00:00Z"),
                      Instant.parse("2023-03-31T00:00:00Z"))),
              ListedAxes.nanoseconds(
                  "fine",
                  1_704_067_200_000_000_000L,
                  1_704_067_200_000_000_003L,
                  1_704_067_200_000_000_006L,
                  1_704_067_200_000_000_009L),
              ListedAxes.times("gaps", Arrays.asList(Instant.parse("2023-01-31T00:00:00Z"), null)),
              ListedAxes.numbers(
                  "hours",
                  DType.FLOAT64,
                  List.of("0.5", "12", "36"),
                  Map.of("units", "Hours since 1900-1-1 00:00:0.0"),
                  OptionalDouble.empty()),
              ListedAxes.numbers(
                  "months",
                  DType.FLOAT64,
                  List.of("0", "1", "2"),
                  Map.of("units", "months since 2000-01-01"),
                  OptionalDouble.empty()),
              DAYS_360,
              ListedAxes.texts("station", List.of("Oslo", "12", "Köln", "2023-01-01")),
              ListedAxes.texts("twins", List.of("a", "b", "a")))
          .stream()
          .collect(Collectors.toMap(Axis.Listed::name, axis -> axis));

  private static String positions(Axis axis, NamedSelector selector, Lookup lookup) {
    Selection.AxisSelection taken =
        new SliceResolver(List.of(axis)).resolveNamed(List.of(selector), lookup).axes().getFirst();
    String positions =
        LongStream.range(0, taken.count())
            .mapToObj(n -> Long.toString(taken.position(n)))
            .collect(Collectors.joining(","));
    return taken instanceof Selection.AxisSelection.Index ? positions : "[" + positions + "]";
  }

  private static String positions(String axis, String selector, String method) {
    String[] lookup = method.split(" ", -1);
    String[] named = selector.split("=", -1);
    return positions(
        AXES.get(axis),
        new NamedSelector(
            axis,
            Reading.valueOf(named[0].toUpperCase(Locale.ROOT)),
            SliceParser.parseSelector(named[1])),
        Lookup.parse(lookup[0], lookup.length > 1 ? lookup[1] : null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      value = {
        // Floats, falling: exactly, or as the method says.
        "lat # sel=45.25 # exact # 1",
        "lat # sel=0 # exact # 2",
        "lat # sel=-0.0 # exact # 2",
        "lat # isel=0 # exact # 0",
        "lat # sel=40 # nearest # 1",
        "lat # sel=22.625 # nearest # 1",
        "lat # sel=22 # pad # 1",
        "lat # sel=22 # backfill # 2",
        "lat # sel=22 # nearest 23 # 2",
        "lat # sel=100 # nearest # 0",
        "lat # sel=(0,89.5) # exact # [2,0]",
        "lat # isel=1:3 # exact # [1,2]",
        // Ends of ranges need not be there; the stop is excluded.
        "lat # sel=90:0 # exact # [0,1]",
        "lat # sel=89.5:-90 # exact # [0,1,2,3]",
        "lat # sel=60: # exact # [1,2,3]",
        "lat # sel=:45.25 # exact # [0]",
        "lat # sel=90:-90:2 # exact # [0,2]",
        "lat # sel=50:-50 # inside # [1,2,3]",
        "lat # sel=-45.5:45.25 # inside # [1,2,3]",
        "lat # sel=100:10 # nearest # [0,1]",
        // Times to the nanosecond, on an axis that has them and on one that has not.
        "fine # sel=2024-01-01T00:00:00.000000003 # exact # 1",
        "fine # sel=2024-01-01T02:00:00.000000006+02:00 # exact # 2",
        "fine # sel=\"2024-01-01T00:00:00,000000006Z\" # exact # 2",
        "fine # sel=2024-01-01T00:00:00.00000000900Z # exact # 3",
        "fine # sel=2024-01-01T00:00:00.000000003:2024-01-01T00:00:00.000000009 # exact # [1,2]",
        "fine # sel=2024-01-01T00:00:00.000000007 # nearest # 2",
        "fine # sel=2024-01-01T00:00:00.000000008 # pad # 2",
        "time # sel=2023-02-28T00:00:00.000000001 # pad # 1",
        "time # sel=2023-02-28T00:00:00.000000001 # backfill # 2",
        // Short floats are what their shortest text says.
        "x # sel=0.1 # exact # 0",
        "x # sel=0.2:0.7 # exact # [1]",
        "x # sel=0.2:0.7 # inside # [1,2]",
        "x # sel=0.4 # nearest 0.2 # 1",
        // Whole numbers are exact, unsorted ones too.
        "run # sel=9007199254740993 # exact # 1",
        "run # sel=2 # exact # 3",
        "run # sel=3:2 # exact # [0,1,2]",
        "run # sel=2:9007199254740993 # inside # [1,2,3]",
        "big # sel=0 # exact # 0",
        "big # sel=9223372036854775807 # pad # 0",
        "big # sel=1e30 # pad # 1",
        // Equal neighbours: ranges take them all.
        "twice # sel=1 # exact # 0",
        "twice # sel=5:9 # exact # [1,2]",
        "twice # sel=2:8 # exact # [1,2]",
        "twice # sel=5:5 # inside # [1,2]",
        "holes # sel=2.5 # exact # 2",
        // A period.
        "lon # sel=-10 # exact # 3",
        "lon # sel=360 # exact # 0",
        "lon # sel=-20:100 # exact # [3,0,1]",
        "lon # sel=-20:90 # exact # [3,0]",
        "lon # sel=-10:90 # inside # [3,0,1]",
        "lon # sel=355 # nearest # 0",
        "lon # sel=354 # nearest # 3",
        "lon # sel=-1 # pad # 3",
        "lon # sel=351 # backfill # 0",
        "lon # sel=-180:180 # inside # [2,3,0,1]",
        "lon # sel=200: # exact # [2,3]",
        "lon # sel=:200 # exact # [0,1]",
        "west # sel=10:-20 # exact # [3,0]",
        "west # sel=-10 # exact # 0",
        // Times.
        "time # sel=2023-02-28 # exact # 1",
        "time # sel=2023-02-28T02:00+02:00 # exact # 1",
        "time # sel='2023-02-28' # exact # 1",
        "time # sel=1675123200.0 # exact # 0",
        "time # sel=1675123200 # exact # 0",
        "time # isel=-1 # exact # 2",
        "time # sel=2023-02-01:2023-03-31 # exact # [1]",
        "time # sel=2023-02-01:2024-01-01 # exact # [1,2]",
        "time # sel=2023-02-01 # nearest # 0",
        "time # sel=2023-02-01 # backfill 2332800 # 1",
        "gaps # sel=2023-01-31 # exact # 0",
        "hours # sel=1900-01-01T00:30 # exact # 0",
        "hours # sel=1900-01-02T12:00 # exact # 2",
        "hours # sel=1900-01-01T12:00:1900-01-03 # exact # [1,2]",
        // A calendar in which February has 30 days.
        "t360 # sel=2000-02-30 # exact # 1",
        "t360 # sel=2000-02-30:2000-03-02 # exact # [1,2]",
        "t360 # sel=2000-02-29T22:30-01:30 # exact # 1",
        "t360 # sel=2000-02-02 # nearest # 0",
        "months # sel=1 # exact # 1",
        // Texts.
        "station # sel=Oslo # exact # 0",
        "station # sel=\"12\" # exact # 1",
        "station # sel=\"2023-01-01\" # exact # 3",
        "station # sel=2 # exact # 2",
        "station # isel=12:1:1 # exact # error",
        "station # sel=(Köln,Oslo) # exact # [2,0]",
        "station # sel=\"12\":\"2023-01-01\" # exact # [1,2]",
        "station # sel=Oslo:\"Köln\" # inside # [0,1,2]",
        "twins # sel=b # exact # 1",
      })
  void selectorTakesPositions(String axis, String selector, String method, String expected) {
    String found;
    try {
      found = positions(axis, selector, method);
    } catch (ServiceException e) {
      found = "error";
    }
    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      value = {
        "lat # sel=45.2 # exact # has no coordinate 45.2; take one it has, or ask for method=nearest",
        "lat # sel=0:90 # exact # The range selects nothing",
        "lat # sel=0:90 # exact # Write 90:0.",
        "lat # sel=40:39 # exact # The range selects nothing",
        "lat # sel=1000 # nearest # which lies outside; give a tolerance",
        "lat # sel=22 # nearest 1 # within the tolerance of 1.0",
        "lat # sel=100 # pad # at or before 100",
        "lat # sel=north # exact # takes positions, and values with a point",
        "lat # sel=2023-01-01 # exact # is a time",
        "lat # slice=1 # nearest # is a position",
        "run # sel=9007199254740992 # exact # has no coordinate 9007199254740992",
        "run # sel=2 # nearest # error",
        "run # sel=4 # nearest # neither rise nor fall",
        "run # sel=2:3 # exact # The range selects nothing",
        "big # sel=-1 # exact # has no coordinate -1",
        "twice # sel=5 # exact # at more than one position",
        "twice # sel=6 # pad # at more than one position",
        "twins # sel=a # exact # \"a\" at more than one position",
        "holes # sel=2 # nearest # neither rise nor fall",
        "lon # sel=-200:200 # exact # more than the period",
        "lon # sel=10 # exact # has no coordinate 10",
        "time # sel=2023-02-30 # exact # no such day as 2023-02-30 in the calendar proleptic_gregorian",
        "time # sel=2023-02-27 # exact # 2023-01-31T00:00:00Z",
        "time # sel=midnight # exact # is no ISO 8601 time",
        "t360 # sel=2000-01-31 # exact # no such day",
        "t360 # sel=5.0 # exact # takes positions, and times in ISO 8601's form of the calendar 360_day",
        "months # sel=2000-02-01 # exact # as its units \"months since 2000-01-01\" count months",
        "station # sel=oslo # exact # Nearest: \"Oslo\"",
        "station # sel=12 # exact # could be a position",
        "station # sel=2023-01-01 # exact # stands in quotes",
        "station # sel=1.5 # exact # takes positions and texts",
      })
  void selectorThatFindsNothingSaysWhy(String axis, String selector, String method, String detail) {
    if (detail.equals("error")) {
      assertThat(positions(axis, selector, method)).isEqualTo("3");
      return;
    }
    ServiceException fault =
        catchThrowableOfType(ServiceException.class, () -> positions(axis, selector, method));
    assertThat(fault).as(selector).isNotNull();
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SLICE);
    assertThat(fault.detail()).contains(detail).endsWith(".");
    assertThat(fault.members()).containsEntry("dimension", axis).containsKey("column");
  }

  @Test
  void axisIsNamedByTheArrayOfItsCoordinatesToo() {
    Axis.Listed axis = AXES.get("lat");
    SliceResolver resolver = new SliceResolver(List.of(axis, new Axis.Plain("n", 2)));
    NamedSelector selector =
        new NamedSelector("lat_values", Reading.SEL, SliceParser.parseSelector("0"));
    assertThat(resolver.resolveNamed(List.of(selector), Lookup.EXACT).axes().getFirst())
        .isEqualTo(new Selection.AxisSelection.Index(2));
    assertThat(new AxisNames(List.of(axis)).advice("lat_values"))
        .hasValueSatisfying(advice -> assertThat(advice).contains("has the coordinates"));
    assertThat(
            catchThrowableOfType(
                    ServiceException.class, () -> new AxisNames(List.of(axis)).require("lot", 1))
                .detail())
        .contains("\"lat\" (coordinates \"lat_values\")");
  }

  @Test
  void positionsNeedNoCoordinates() {
    Axis.Listed axis =
        new Axis.Listed(
            "far",
            1_000_000_000_000L,
            new Coordinates(
                AXES.get("lat").coordinates().about(),
                "v",
                () -> {
                  throw new IllegalStateException("read");
                }));
    Selection selection =
        new SliceResolver(List.of(axis)).resolve(SliceParser.parse("5:900000000000"), Lookup.EXACT);
    assertThat(selection.cells()).isEqualTo(899_999_999_995L);
  }

  /** Everything that is found by looking at each coordinate in turn. */
  @Test
  void rangesTakeWhatLookingAtEachCoordinateTakes() {
    Random random = TestSeed.random();
    for (int round = 0; round < 2_000; round++) {
      boolean falls = random.nextBoolean();
      int size = random.nextInt(1, 30);
      List<Integer> values = new ArrayList<>();
      for (int n = 0; n < size; n++) {
        values.add(random.nextInt(-20, 20));
      }
      values.sort(falls ? (one, other) -> other - one : (one, other) -> one - other);
      Axis axis =
          ListedAxes.numbers(
              "a",
              random.nextBoolean() ? DType.INT16 : DType.FLOAT32,
              values.stream().map(String::valueOf).toList());
      int start = random.nextInt(-25, 25);
      int stop = start + (values.getFirst() > values.getLast() ? -1 : 1) * random.nextInt(30);
      boolean isInside = random.nextBoolean();
      List<Integer> expected = new ArrayList<>();
      for (int n = 0; n < size; n++) {
        int low = Math.min(start, stop);
        int high = Math.max(start, stop);
        int value = values.get(n);
        boolean isStop = value == stop && !isInside;
        if (value >= low && value <= high && !isStop) {
          expected.add(n);
        }
      }
      String found;
      try {
        found =
            positions(
                axis,
                new NamedSelector("a", Reading.SEL, SliceParser.parseSelector(start + ":" + stop)),
                isInside ? Lookup.parse("inside", null) : Lookup.EXACT);
      } catch (ServiceException e) {
        assertThat(e.detail()).startsWith("The range selects nothing");
        found = "[]";
      }
      assertThat(found)
          .as("%s of %s, inside %s", start + ":" + stop, values, isInside)
          .isEqualTo(expected.toString().replace(" ", ""));
    }
  }

  @Test
  void coordinatesAreShownAsTheyAreLookedUp() {
    for (String name : List.of("lat", "x", "run", "big", "time", "t360", "hours")) {
      Axis.Listed axis = AXES.get(name);
      for (int n = 0; n < axis.size(); n++) {
        String text = axis.coordinates().values().text(n);
        boolean isBig = text.length() > 18;
        if (isBig && name.equals("big")) {
          continue;
        }
        assertThat(positions(name, "sel=" + text, "exact")).as(text).isEqualTo("" + n);
      }
    }
  }
}
