package io.hypertile.zarr.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Axis;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CfTimesTest {
  private static Axis.Time axis(String start, String step, long size) {
    Axis.Start at = new Axis.Start.At(Instant.parse(start));
    return new Axis.Time("t", size, at, Duration.parse(step));
  }

  @ParameterizedTest
  @CsvSource({
    "2023-01-03T00:00:00Z, PT24H, days since 2023-01-03T00:00:00+00:00, 0, 1",
    "2023-01-03T05:00:00Z, PT6H, hours since 2023-01-03T05:00:00+00:00, 0, 6",
    "2023-01-03T05:07:09Z, PT90M, minutes since 2023-01-03T05:07:09+00:00, 0, 90",
    "2023-01-03T00:00:00Z, PT30S, seconds since 2023-01-03T00:00:00+00:00, 0, 30",
    "2023-01-03T00:00:00.250Z, PT1H, milliseconds since 2023-01-03T00:00:00+00:00, 250, 3600000",
    "2023-01-03T00:00:00Z, PT0.000007S, microseconds since 2023-01-03T00:00:00+00:00, 0, 7",
    "2023-01-03T00:00:00Z, PT0.000000007S, nanoseconds since 2023-01-03T00:00:00+00:00, 0, 7",
    "2023-01-03T00:00:00Z, PT-6H, hours since 2023-01-03T00:00:00+00:00, 0, -6",
    "0001-01-01T00:00:00Z, PT24H, days since 0001-01-01T00:00:00+00:00, 0, 1",
  })
  void unitIsTheLargestThatIsExact(String start, String step, String units, long first, long by) {
    CfTimes times = CfTimes.of(axis(start, step, 4)).orElseThrow();
    assertThat(times).isEqualTo(new CfTimes(units, first, by));
    assertThat(times.at(3)).isEqualTo(first + 3 * by);
  }

  @Test
  void timesThatAreNoNumbersAreLeftOut() {
    Axis.Start none = new Axis.Start.Missing("none");
    assertThat(CfTimes.of(new Axis.Time("t", 3, none, Duration.ofHours(1)))).isEmpty();
    Axis.Time long1 = axis("2023-01-03T00:00:00.000001Z", "PT8765820H", 1_000_000_000);
    assertThat(CfTimes.of(long1)).isEmpty();
  }
}
