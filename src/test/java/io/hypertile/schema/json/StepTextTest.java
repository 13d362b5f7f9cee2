package io.hypertile.schema.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PT0.5H|PT30M",
        "PT0,5H|PT30M",
        "P0.5D|PT12H",
        "P0.5W|PT84H",
        "P1.5W|PT252H",
        "P2W|PT336H",
        "-P1W|PT-168H",
        "PT1.25M|PT75S",
        "-PT0.5H|PT-30M",
        "+PT0.5H|PT30M",
        "P1DT0.5H|PT24H30M",
        "PT1H0.5M|PT1H0M30S",
        "PT0.25S|PT0.25S",
        "pt0.5h|PT30M",
        "PT0.000001H|PT0.0036S",
        "PT-6H+3M|PT-5H-57M",
        "PT0.0000000001S|PT0.000000001S",
        "P999999999D|PT23999999976H",
      })
  void parseTakesDecimalFractionsOfTheLastPart(String text, Duration expected) {
    assertThat(StepText.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "P",
        "PT",
        "P1",
        "1H",
        "PT0.5H30M",
        "P0.5DT1H",
        "P1M",
        "P1Y",
        "P1WT1H",
        "PTH",
        "P1W1D",
        "PT0.5.5H",
        "PT1H ",
        "P99999999999999999D"
      })
  void parseOfAnythingElseIsEmpty(String text) {
    assertThat(StepText.parse(text)).isEmpty();
  }

  @Test
  void decimalsAreExactWhereTheJdkIsAsked() {
    Random random = TestSeed.random();
    for (int round = 0; round < 500; round++) {
      BigDecimal hours = BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(5));
      Duration expected =
          Duration.ofNanos(hours.multiply(BigDecimal.valueOf(3_600_000_000_000L)).longValueExact());
      assertThat(StepText.parse("PT" + hours.toPlainString() + "H"))
          .as(hours.toPlainString())
          .contains(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1h|PT1H",
        "h|PT1H",
        "H|PT1H",
        "6H|PT6H",
        "-1h|-PT1H",
        "0.5h|PT0.5H",
        "30min|PT30M",
        "15T|PT15M",
        "10 minutes|PT10M",
        "1 hour|PT1H",
        "2 hours|PT2H",
        "1m|PT1M",
        "D|P1D",
        "1d|P1D",
        "2 days|P2D",
        "W|P1W",
        "1s|PT1S",
        "500ms|PT0.500S",
        "250us|PT0.000250S",
        "hourly|PT1H",
        "daily|P1D",
        "01:00|PT1H",
        "0:30:00|PT30M",
        "1:00:05|PT1H5S",
      })
  void adviceWritesWhatIsASingleTimeElsewhere(String text, String written) {
    assertThat(StepText.advice(text)).contains("write \"" + written + "\"");
    assertThat(StepText.parse(written)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P1M", "P1Y", "P3M", "-P1M", "P1Y6M", "P1M10D", "M", "MS", "ME", "1M", "3MS", "QS", "Q-DEC",
        "YS", "A", "1 month", "months", "2 years"
      })
  void adviceOnMonthsAndYearsGivesAWayOut(String text) {
    assertThat(StepText.advice(text).orElseThrow())
        .contains("no fixed length")
        .contains("labels")
        .contains("\"$attribute\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "often", "PT", "P", "x1h", "1 fortnight", "B", "PT0.5H30M", "ns", "00:00"})
  void adviceIsEmptyForOtherTexts(String text) {
    assertThat(StepText.advice(text)).isEmpty();
  }
}
