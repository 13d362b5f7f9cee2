package io.hypertile.slice;

import static io.hypertile.slice.Weather.axes;
import static io.hypertile.slice.Weather.lookup;
import static io.hypertile.slice.Weather.scaled;
import static io.hypertile.slice.Weather.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.error.ServiceException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slice texts as Deker prints them, with the shapes and refusals that Deker 1.1.7 gave. */
class DekerSubsetsTest {
  private static List<Axis> storage(String name) {
    return switch (name) {
      case "weather" ->
          axes(
              new Axis.Time("day_hours", 4, new Axis.Start.At(Weather.START), Duration.ofHours(1)),
              scaled("y", 7, 90.0, -30.0),
              scaled("x", 6, -180.0, 60.0),
              new Axis.Labelled(
                  "weather",
                  4,
                  new Labels.Text(List.of("temperature", "humidity", "pressure", "wind_speed"))));
      case "scales" ->
          axes(
              scaled("a", 5, 100.0, -12.5),
              new Axis.Labelled("b", 2, new Labels.Text(List.of("lo", "hi"))),
              new Axis.Plain("c", 3));
      default -> axes(time("t", 10, "2024-01-01T00:00:00Z", Duration.ofMinutes(15)));
    };
  }

  private static Selection resolve(String storage, String slice) {
    return new SliceResolver(storage(storage)).resolve(SliceParser.parse(slice), Lookup.EXACT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "weather # [:] # [4, 7, 6, 4]",
        "weather # [0, 0, 0] # [4]",
        "weather # [-1, -1, -1, -1] # []",
        "weather # [1:3, 2:5, 0:2, 1] # [2, 3, 2]",
        "weather # [:, 30.0, -60.0, `humidity`] # [4]",
        "weather # [:, 60.0:0.0, -180.0:0.0, :`pressure`] # [4, 2, 3, 2]",
        "fixed # [:] # [10]",
        "fixed # [`2024-01-01T01:00:00`] # []",
        "fixed # [`2024-01-01T00:30:00+00:00`:`2024-01-01T02:00:00+00:00`] # [6]",
        "scales # [:] # [5, 2, 3]",
        "scales # [87.5] # [2, 3]",
        "scales # [100.0:75.0, `hi`] # [2, 3]",
        "scales # [:, :, 1] # [5, 2]",
      })
  void resolveGivesDekersShapes(String storage, String slice, String shape) {
    assertThat(resolve(storage, slice).resultShape().toList()).hasToString(shape);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "weather # [4]",
        "weather # [:, 31.0]",
        "weather # [:, :, :, `wind`]",
        "weather # [2:2]",
        "weather # [3:1]",
        "fixed # [`2024-01-01T01:01:00`]",
        "fixed # [`2023-12-31T23:45:00`]",
        "scales # [90.0]",
        "scales # [:, `mid`]",
        "scales # [:, :, 1.0]",
      })
  void resolveRefusesWhatDekerRefuses(String storage, String slice) {
    assertThatThrownBy(() -> resolve(storage, slice)).isInstanceOf(ServiceException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        // Steps (rule 143), NumPy's ellipsis (148), clipping (141), the end of a scale (155).
        "weather # [::2] # [2, 7, 6, 4]",
        "weather # [..., 0] # [4, 7, 6]",
        "weather # [2:100] # [2, 7, 6, 4]",
        "weather # [:, 0.0:-120.0] # [4, 4, 6, 4]",
        "weather # [(0,2), ..., (`pressure`,`humidity`)] # [2, 7, 6, 2]",
      })
  void resolveGoesBeyondDekerWhereTheRulesSaySo(String storage, String slice, String shape) {
    assertThat(resolve(storage, slice).resultShape().toList()).hasToString(shape);
  }

  @ParameterizedTest
  @CsvSource({"89.9, 0", "74.9, 1", "-105.1, none"})
  void resolveByNearestIsNeverSilent(String value, String expected) {
    List<Axis> axis = axes(scaled("y", 7, 90.0, -30.0));
    assertThatThrownBy(() -> Weather.select(axis, value, Lookup.EXACT))
        .isInstanceOf(ServiceException.class);
    String found;
    try {
      found = Weather.select(axis, value, lookup(Lookup.Method.NEAREST));
    } catch (ServiceException e) {
      found = "none";
    }
    assertThat(found).isEqualTo(expected);
  }
}
