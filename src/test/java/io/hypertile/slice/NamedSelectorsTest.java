package io.hypertile.slice;

import static io.hypertile.slice.Weather.WEATHER;
import static io.hypertile.slice.Weather.axes;
import static io.hypertile.slice.Weather.lookup;
import static io.hypertile.slice.Weather.numbers;
import static io.hypertile.slice.Weather.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.TestSeed;
import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.array.Scale;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What whole numbers mean in selectors by name and in slices with a method, on axes of each kind.
 */
class NamedSelectorsTest {
  private static final List<Axis> AXES =
      axes(
          time("hour", 24, "2023-01-03T00:00:00Z", Duration.ofHours(1)),
          new Axis.Scaled("y", 181, new Scale(90.0, -1.0, "lat")),
          new Axis.Scaled("x", 360, new Scale(-180.0, 1.0, "lon")),
          numbers("level", 1000.0, 850.0, 500.0, 0.0),
          new Axis.Labelled("station", 3, new Labels.Text(List.of("berlin", "1", "0020"))),
          new Axis.Plain("member", 10));

  /** Selectors as {@code sel.y=52&isel.x=3}. */
  private static List<NamedSelector> named(String query) {
    List<NamedSelector> selectors = new ArrayList<>();
    for (String pair : query.split("&")) {
      Reading reading = pair.startsWith("isel.") ? Reading.ISEL : Reading.SEL;
      int equals = pair.indexOf('=');
      selectors.add(
          new NamedSelector(
              pair.substring(reading.text().length() + 1, equals),
              reading,
              SliceParser.parseSelector(pair.substring(equals + 1))));
    }
    return selectors;
  }

  private static Selection select(List<Axis> axes, String query, Lookup lookup) {
    return new SliceResolver(axes).resolveNamed(named(query), lookup);
  }

  private static String axis(String query, Lookup lookup) {
    String text = Weather.text(select(AXES, query, lookup));
    List<String> whole = List.of("0:24", "0:181", "0:360", "0:4", "0:3", "0:10");
    List<String> axes = new ArrayList<>(List.of(text.split("\\|")));
    axes.removeIf(whole::contains);
    return String.join("|", axes);
  }

  private static ServiceException fault(List<Axis> axes, String query, Lookup lookup) {
    ServiceException fault =
        catchThrowableOfType(ServiceException.class, () -> select(axes, query, lookup));
    assertThat(fault).as(query).isNotNull();
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SLICE);
    return fault;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      value = {
        // A whole number in sel is a value where the axis has values, as with a point.
        "sel.y=52 # 38",
        "sel.y=52.0 # 38",
        "sel.y=-90 # 180",
        "sel.y=52:50 # 38:40",
        "sel.y=52:40:5 # 38:50:5",
        "sel.y=60: # 30:181",
        "sel.y=:-91&isel.x=0 # 0",
        "sel.y=(52,-1) # (38,91)",
        "sel.x=-1 # 179",
        "sel.level=850 # 1",
        "sel.level=0 # 3",
        "sel.level=1000:500 # 0:2",
        "sel.level=(500,1000) # (2,0)",
        // Elsewhere it is a position.
        "sel.member=-1 # 9",
        "sel.member=2:9:3 # 2:9:3",
        "sel.hour=5 # 5",
        "sel.hour=0:2 # 0:2",
        "sel.hour=2023-01-03T05:00 # 5",
        "sel.hour=1672722000.0 # 5",
        "sel.station=0 # 0",
        "sel.station=-1 # 2",
        "sel.station=\"1\" # 1",
        "sel.station=berlin # 0",
        // In isel all numbers are positions.
        "isel.y=52 # 52",
        "isel.y=-1 # 180",
        "isel.y=38:40 # 38:40",
        "isel.y=::60 # 0:181:60",
        "isel.y=-1000:2 # 0:2",
        "isel.level=(3,0) # (3,0)",
        "isel.hour=-1 # 23",
        "isel.station=1 # 1",
        "isel.member=(0,1) # (0,1)",
        "isel.x=: # ",
        // Names of scales, and both kinds for different axes.
        "sel.lat=52 # 38",
        "isel.lat=52 # 52",
        "sel.lat=52&isel.lon=3 # 38|3",
        "isel.member=0&sel.lon=13&sel.level=500&isel.y=0 # 0|193|2|0",
      })
  void sameNumbersAreValuesInSelAndPositionsInIsel(String query, String expected) {
    assertThat(axis(query, Lookup.EXACT)).isEqualTo(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource({
    "sel.y=52, 38",
    "sel.y=52.3, 38",
    "sel.lat=52&sel.lon=13, 38|193",
    "sel.level=840, 1",
    "sel.lat=52.4&isel.lon=0:2, 38|0:2",
    "sel.hour=2023-01-03T05:10&sel.member=3, 5|3",
    "sel.hour=5, 5",
  })
  void aMethodAppliesToWholeNumbersThatAreValues(String query, String expected) {
    assertThat(axis(query, lookup(Lookup.Method.NEAREST))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      nullValues = "-",
      value = {
        // query # dimension # part of the detail
        "sel.y=134 # y # isel.y=134 is the position",
        "sel.level=2 # level # isel.level=2 is the position",
        "isel.y=200 # y # the value is sel.y=200.0",
        "isel.y=52.5 # y # write sel.y=52.5",
        "isel.hour=2023-01-03T05:00 # hour # write sel.hour=2023-01-03T05:00",
        "isel.station=berlin # station # write sel.station=\"berlin\"",
        "isel.station=\"1\" # station # takes positions",
        "isel.member=1.5 # member # 1.5 is a value.",
        "isel.y=(1,2.0) # y # write sel.y=2.0",
        "isel.y=52.0: # y # write sel.y=52.0",
        "isel.y=... # y # write :",
        "sel.station=1 # station # write \"1\" for the label, isel.station=1 for the position",
        "sel.station=20 # station # isel.station=20 for the position",
        "sel.station=0:1 # station # isel.station=1 for the position",
        "sel.y=1&isel.y=2 # y # selected twice, by sel.y and by isel.y",
        "sel.y=1&sel.lat=2 # y # selected twice, by sel.y and by sel.lat",
        "isel.lat=1&isel.y=2 # y # selected twice, by isel.lat and by isel.y",
        "sel.lats=1 # lats # \"y\" (scale \"lat\")",
        "sel.Y=1 # Y # Nearest: \"y\"",
      })
  void selectorThatDoesNotFitIsAnsweredWithOneThatDoes(
      String query, String dimension, String detail) {
    ServiceException fault = fault(AXES, query, Lookup.EXACT);
    assertThat(fault.detail()).contains(detail);
    assertThat(fault.members()).containsEntry("dimension", dimension).containsKey("column");
  }

  @Test
  void unixTimestampsOnTheAxisAreNoPositions() {
    List<Axis> epoch = axes(time("t", 100_000, "1970-01-01T00:00:00Z", Duration.ofHours(1)));
    for (String number : List.of("3600", "0", "360000000", ":7200", "(0,3600)")) {
      assertThat(fault(epoch, "sel.t=" + number, Lookup.EXACT))
          .as(number)
          .hasMessageContaining(".0 for the timestamp, isel.t=");
    }
    assertThat(Weather.text(select(epoch, "sel.t=3600.0", Lookup.EXACT))).isEqualTo("1");
    assertThat(Weather.text(select(epoch, "sel.t=-1", Lookup.EXACT))).isEqualTo("99999");
    assertThat(Weather.text(select(epoch, "isel.t=3600", Lookup.EXACT))).isEqualTo("3600");
    assertThat(Weather.select(epoch, "3600", Lookup.EXACT)).isEqualTo("3600");
    assertThatThrownBy(() -> Weather.select(epoch, "3600", lookup(Lookup.Method.NEAREST)))
        .hasMessageContaining("isel.t=3600 for the position");
    assertThat(fault(AXES, "sel.hour=1672722000", Lookup.EXACT))
        .hasMessageContaining("1672722000.0 for the timestamp");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "0,52,13.0,500.0 # y # write 52.0 for the value",
        "0,52.0,13,500.0 # x # isel.x=13",
        "0,52.0,13.0,500 # level # write 500.0 for the value",
        "0,52:40 # y # write 52.0 for the value",
        "0,:3 # y # write 3.0 for the value",
        "0,(1,2) # y # write 1.0 for the value",
      })
  void wholeNumbersOfASliceDoNotStandBesideAMethod(String slice, String dimension, String detail) {
    for (Lookup.Method method :
        List.of(Lookup.Method.NEAREST, Lookup.Method.PAD, Lookup.Method.BACKFILL)) {
      ServiceException fault =
          catchThrowableOfType(
              ServiceException.class, () -> Weather.select(AXES, slice, lookup(method)));
      assertThat(fault).as(slice).hasMessageContaining(detail);
      assertThat(fault.members()).containsEntry("dimension", dimension);
    }
  }

  @Test
  void aMethodLeavesWholeNumbersOfAxesWithoutValuesAlone() {
    assertThat(Weather.select(AXES, "0,52.3,13.1,490.0,1,2", lookup(Lookup.Method.NEAREST)))
        .isEqualTo("0|38|193|2|1|2");
    assertThat(Weather.select(AXES, "1:3,:,::2,...,-1", lookup(Lookup.Method.PAD)))
        .isEqualTo("1:3|0:181|0:360:2|0:4|0:3|9");
  }

  /** The same selection, or the same refusal, whichever way it is written. */
  private static String outcome(Supplier<Selection> selection) {
    try {
      return Weather.text(selection.get());
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SLICE);
      return "refused";
    }
  }

  private static String written(long[] numbers, int form, String point) {
    String one = numbers[0] + point;
    String two = numbers[1] + point;
    return switch (form) {
      case 0 -> one;
      case 1 -> one + ":" + two;
      case 2 -> one + ":";
      case 3 -> ":" + two + ":2";
      default -> "(" + one + "," + two + ")";
    };
  }

  @Test
  void selOfWholeNumbersIsTheSliceOfTheirValuesAndIselThatOfTheirPositions() {
    Random random = TestSeed.random();
    SliceResolver resolver = new SliceResolver(AXES);
    int found = 0;
    for (int round = 0; round < 4000; round++) {
      String axis = random.nextBoolean() ? "y" : "level";
      String before = axis.equals("y") ? ":," : ":,:,:,";
      long[] numbers =
          axis.equals("y")
              ? new long[] {random.nextInt(-95, 95), random.nextInt(-95, 95)}
              : new long[] {50L * random.nextInt(-1, 21), 50L * random.nextInt(-1, 21)};
      int form = random.nextInt(5);
      Lookup lookup = lookup(Lookup.Method.values()[random.nextInt(4)]);
      String whole = written(numbers, form, "");
      String decimal = written(numbers, form, ".0");
      String values = outcome(() -> resolver.resolve(SliceParser.parse(before + decimal), lookup));
      assertThat(outcome(() -> select(AXES, "sel." + axis + "=" + whole, lookup)))
          .as("%s of %s by %s", whole, axis, lookup.method())
          .isEqualTo(values);
      assertThat(outcome(() -> select(AXES, "isel." + axis + "=" + whole, lookup)))
          .as("%s of %s", whole, axis)
          .isEqualTo(
              outcome(() -> resolver.resolve(SliceParser.parse(before + whole), Lookup.EXACT)));
      found += values.equals("refused") ? 0 : 1;
    }
    assertThat(found).isBetween(1000, 3500);
  }

  @Test
  void namesOfDimensionsComeBeforeThoseOfScalesAndSharedOnesAreRefused() {
    List<Axis> axes =
        axes(
            new Axis.Scaled("a", 3, new Scale(0, 1, "b")),
            new Axis.Scaled("b", 4, new Scale(0, 1, "height")),
            new Axis.Scaled("c", 5, new Scale(0, 1, "height")));
    assertThat(Weather.text(select(axes, "isel.b=1", Lookup.EXACT))).isEqualTo("0:3|1|0:5");
    assertThat(Weather.text(select(axes, "isel.b=1&isel.a=2", Lookup.EXACT))).isEqualTo("2|1|0:5");
    assertThat(fault(axes, "sel.height=1", Lookup.EXACT))
        .hasMessageContaining("\"b\" and \"c\" are both named \"height\"");
  }

  @Test
  void resolveNamedTakesSelectorsInAnyOrder() {
    Selection selection =
        select(
            WEATHER,
            "sel.weather=:\"pressure\"&sel.day_hours=2023-01-03T05:00&sel.y=(12.0,13)",
            Lookup.EXACT);
    assertThat(Weather.text(selection)).isEqualTo("5|(78,77)|0:360|0:2");
    assertThat(selection.shape()).isEqualTo(Shape.of(24, 181, 360, 4));
    assertThat(selection.resultShape()).isEqualTo(Shape.of(2, 360, 2));
    SliceResolver resolver = new SliceResolver(WEATHER);
    assertThat(Weather.text(resolver.resolveNamed(List.of(), Lookup.EXACT)))
        .isEqualTo("0:24|0:181|0:360|0:4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "sel.hours=0 # hours # null",
        "sel.y=12.25 # y # [13.0, 12.0]",
        "sel.y=... # y # null",
        "isel.x=5:5 # x # null"
      })
  void resolveNamedOfWhatDoesNotFitNamesTheDimension(
      String query, String dimension, String nearest) {
    ServiceException fault = fault(WEATHER, query, Lookup.EXACT);
    assertThat(fault.members()).containsEntry("dimension", dimension).containsEntry("column", 1);
    assertThat(String.valueOf(fault.members().get("nearest"))).isEqualTo(nearest);
  }
}
