package io.hypertile.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {
  @ParameterizedTest
  @CsvSource({
    "2023-01-03, 2023-01-03T00:00:00Z",
    "2023-01-03T05, 2023-01-03T05:00:00Z",
    "2023-01-03T05:30, 2023-01-03T05:30:00Z",
    "2023-01-03 05:30, 2023-01-03T05:30:00Z",
    "2023-01-03t05:30:15z, 2023-01-03T05:30:15Z",
    "2023-01-03T05:30:15.5, 2023-01-03T05:30:15.500Z",
    "2023-01-03T05:30:15.123456000, 2023-01-03T05:30:15.123456Z",
    "2023-01-03T05:30:15.0000000000000, 2023-01-03T05:30:15Z",
    "'2023-01-03T05:30:15,25', 2023-01-03T05:30:15.25Z",
    "2023-01-03T24:00, 2023-01-04T00:00:00Z",
    "2023-01-03T24, 2023-01-04T00:00:00Z",
    "2023-12-31T24:00:00.000+01:00, 2023-12-31T23:00:00Z",
    "2024-02-28T24:00Z, 2024-02-29T00:00:00Z",
    "2023-01-03T05:30\u221202:00, 2023-01-03T07:30:00Z",
    "2023-01-03T05:30Z, 2023-01-03T05:30:00Z",
    "2023-01-03T05:30+02:00, 2023-01-03T03:30:00Z",
    "2023-01-03T05:30+0200, 2023-01-03T03:30:00Z",
    "2023-01-03T05:30+02, 2023-01-03T03:30:00Z",
    "2023-01-03T05:30-05:30, 2023-01-03T11:00:00Z",
    "2023-01-03T05:30-00:30, 2023-01-03T06:00:00Z",
    "2023-01-03T05:30 02:00, 2023-01-03T03:30:00Z",
    "2023-01-03T05:30:15.25 02:00, 2023-01-03T03:30:15.250Z",
    "2023-01-03 00:00:00+00:00, 2023-01-03T00:00:00Z",
    "2024-02-29T00:00, 2024-02-29T00:00:00Z",
    "0001-01-01, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999, 9999-12-31T23:59:59.999999Z",
  })
  void parseReadsEveryForm(String text, Instant expected) {
    assertThat(IsoTime.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2023",
        "2023-01",
        "20230103",
        "2023-1-3",
        "2023-02-30",
        "2023-02-29",
        "2023-13-01",
        "2023-00-01",
        "0000-01-01",
        "2023-01-03T",
        "2023-01-03T24:01",
        "2023-01-03T24:00:00.000001",
        "2023-01-03T25:00",
        "9999-12-31T24:00",
        "2023-01-03T05:00:00.1234567",
        "2023-01-03T05:00:00.000000001",
        "2023-01-03T05:60",
        "2023-01-03T05:00:60",
        "2023-01-03T05:00:00.",
        "2023-01-03T05:00:00.1234567890",
        "2023-01-03T05:00+19:00",
        "2023-01-03T05:00+02:60",
        "2023-01-03T05:00+2",
        "2023-01-03Z",
        "2023-01-03T05:00 ",
        " 2023-01-03T05:00",
        "2023-01-03T05:00\n",
        "0001-01-01T00:00+01:00",
        "9999-12-31T23:59-01:00",
        "٢٠٢٣-01-03",
        "$dt",
      })
  void parseRefusesEverythingElse(String text) {
    assertThat(IsoTime.parse(text)).isEmpty();
  }

  @Test
  void readKeepsTheOffsetAsWritten() {
    LocalDateTime local = LocalDateTime.of(2023, 1, 3, 5, 0);
    assertThat(IsoTime.read("2023-01-03T05:00")).contains(new IsoTime(local, Optional.empty()));
    assertThat(IsoTime.read("2023-01-03T05:00-03:30"))
        .contains(new IsoTime(local, Optional.of(ZoneOffset.ofHoursMinutes(-3, -30))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2023-01-01T05:00:2023-01-01T10:00 | 2023-01-01T05:00",
        "2023-01-01T05:2023-01-01T10 | 2023-01-01T05",
        "2023-01-01:2023-01-03 | 2023-01-01",
        "2023-01-01 05:00:2023-01-01 10:00 | 2023-01-01 05:00",
        "2023-01-01T05:00:30:2023-01-01T10:00 | 2023-01-01T05:00:30",
        "2023-01-01T05:00+02:2023-01-01T10:00 | 2023-01-01T05:00+02",
        "2023-01-01T05:00 02:00:2023-01-01T10:00 | 2023-01-01T05:00 02:00",
        "2023-01-01T05:00::2 | 2023-01-01T05:00",
        "2023-01-01T05:00:30 | 2023-01-01T05:00:30",
        "2023-01-01T05:00,5 | 2023-01-01T05:00",
        "2023-01-01T05:00:00,5 | 2023-01-01T05:00:00",
        "2023-01-01T24:00:2023-01-02T24:00 | 2023-01-01T24:00",
        "2023-01-01T05:00) | 2023-01-01T05:00",
        "2023-01-01T05:00 ] | 2023-01-01T05:00",
        "2023-99-99T99:99 | 2023-99-99T99:99",
      })
  void findEndTakesTheLongestTextBeforeABoundary(String text, String expected) {
    assertThat(IsoTime.findEnd("(" + text, 1)).isEqualTo(OptionalInt.of(1 + expected.length()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2023-01-01x", "2023-01", "44.0", "2023-01-01.5", ""})
  void findEndIsEmptyWhenNoTimeBegins(String text) {
    assertThat(IsoTime.findEnd(text, 0)).isEmpty();
  }

  @Test
  void parseAgreesWithTheJdkOnRandomTimes() {
    Random random = TestSeed.random();
    for (int round = 0; round < 2000; round++) {
      OffsetDateTime time =
          OffsetDateTime.of(
              LocalDateTime.of(1900, 1, 1, 0, 0)
                  .plusSeconds(random.nextLong(6_000_000_000L))
                  .plusNanos(1000L * random.nextInt(1_000_000)),
              ZoneOffset.ofTotalSeconds(60 * (random.nextInt(2 * 18 * 60) - 18 * 60)));
      assertThat(IsoTime.parse(time.toString())).as("%s", time).contains(time.toInstant());
    }
  }
}
