package io.hypertile.cf;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.text.WrittenTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CfCalendarTest {
  private static final long MICROS = 1_000_000;

  /** The next date of a calendar, found by counting. */
  private static CfDate next(CfCalendar calendar, CfDate date) {
    if (calendar == CfCalendar.STANDARD && date.equals(new CfDate(1582, 10, 4))) {
      return new CfDate(1582, 10, 15);
    }
    for (CfDate next :
        new CfDate[] {
          new CfDate(date.year(), date.month(), date.day() + 1),
          new CfDate(date.year(), date.month() + 1, 1),
          new CfDate(date.year() + 1, 1, 1),
          new CfDate(date.year() + 2, 1, 1)
        }) {
      if (calendar.isDate(next)) {
        return next;
      }
    }
    throw new IllegalStateException("no day after " + date);
  }

  @ParameterizedTest
  @EnumSource
  void daysFollowOneAnotherThroughCenturies(CfCalendar calendar) {
    CfDate date = new CfDate(-3, 12, 29);
    long day = calendar.day(date);
    for (int n = 0; n < 900_000; n++) {
      if (n == 2_000) {
        date = new CfDate(1575, 1, 1);
        day = calendar.day(date);
      }
      assertThat(calendar.day(date)).as("%s", date).isEqualTo(day);
      assertThat(calendar.date(day)).isEqualTo(date);
      date = next(calendar, date);
      day++;
    }
  }

  @Test
  void daysOfTheGregorianCalendarAreThoseOfJava() {
    Random random = TestSeed.random();
    for (int n = 0; n < 20_000; n++) {
      LocalDate date = LocalDate.ofEpochDay(random.nextLong(-100_000_000, 100_000_000));
      CfDate ours = new CfDate(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
      assertThat(CfCalendar.PROLEPTIC_GREGORIAN.day(ours)).isEqualTo(date.toEpochDay());
      assertThat(CfCalendar.PROLEPTIC_GREGORIAN.date(date.toEpochDay())).isEqualTo(ours);
    }
  }

  @Test
  void textsOfOurCalendarAreThoseOfJava() {
    Random random = TestSeed.random();
    for (int n = 0; n < 5_000; n++) {
      long micros =
          random.nextLong(-70_000_000_000_000_000L, 260_000_000_000_000_000L)
              / (random.nextBoolean() ? 1 : 1_000_000)
              * (random.nextBoolean() ? 1 : 1_000);
      Instant time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
      assertThat(CfTexts.text(CfCalendar.PROLEPTIC_GREGORIAN, micros, MICROS))
          .isEqualTo(time.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void textIsReadInTheCalendarItWasWrittenIn(CfCalendar calendar) {
    Random random = TestSeed.random();
    for (int n = 0; n < 5_000; n++) {
      long micros = random.nextLong(-60_000_000_000_000_000L, 240_000_000_000_000_000L);
      String text = CfTexts.text(calendar, micros, MICROS);
      assertThat(CfTexts.micros(calendar, WrittenTime.read(text).orElseThrow()))
          .as(text)
          .isEqualTo(OptionalLong.of(micros));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "360_day, 2000-02-30, true",
    "360_day, 2000-01-31, false",
    "noleap, 2000-02-29, false",
    "all_leap, 2001-02-29, true",
    "julian, 1900-02-29, true",
    "standard, 1900-02-29, false",
    "standard, 1500-02-29, true",
    "standard, 1582-10-10, false",
    "proleptic_gregorian, 1582-10-10, true",
    "gregorian, 2000-02-29, true",
    "365_day, 2001-02-28T24:00, true",
    "366_day, 2001-13-01, false"
  })
  void dayIsThereOrNotByTheCalendar(String calendar, String text, boolean isThere) {
    assertThat(
            CfTexts.micros(
                    CfCalendar.of(calendar).orElseThrow(), WrittenTime.read(text).orElseThrow())
                .isPresent())
        .isEqualTo(isThere);
  }

  @Test
  void offsetOfTextIsTakenAway() {
    OptionalLong there =
        CfTexts.micros(
            CfCalendar.DAYS_360, WrittenTime.read("2000-02-30T05:00+02:00").orElseThrow());
    OptionalLong here =
        CfTexts.micros(CfCalendar.DAYS_360, WrittenTime.read("2000-02-30T03:00").orElseThrow());
    assertThat(there).isEqualTo(here);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "days",
        "metres",
        "",
        "degrees_north",
        "since",
        "days since",
        "1 since 2000-01-01"
      })
  void unitsThatDoNotSaySinceWhenAreNoTimes(String units) {
    assertThat(CfUnits.read(units, null)).isInstanceOf(CfUnits.Reading.Numbers.class);
  }

  @Test
  void hostileUnitsAreLookedAtForAShortTime() {
    assertThat(CfUnits.read("days since ".repeat(100_000), null))
        .isInstanceOf(CfUnits.Reading.Numbers.class);
    assertThat(CfUnits.read("d".repeat(150) + " since " + "0".repeat(40), null))
        .isInstanceOf(CfUnits.Reading.Refused.class);
    CfUnits.Reading refused = CfUnits.read("days since 2000-01-01", "c".repeat(10_000));
    assertThat(((CfUnits.Reading.Refused) refused).reason()).hasSizeLessThan(200);
  }

  @Test
  void monthsAndYearsAreRefusedByName() {
    for (String unit : new String[] {"months", "years", "common_year"}) {
      CfUnits.Reading refused = CfUnits.read(unit + " since 2000-01-01", "standard");
      assertThat(((CfUnits.Reading.Refused) refused).reason())
          .contains(unit + " since 2000-01-01")
          .contains("no fixed length");
    }
  }

  @Test
  void nanosecondsAreExactWhere64BitsHoldThem() {
    CfUnits units =
        ((CfUnits.Reading.Times) CfUnits.read("nanoseconds since 2000-01-01", null)).units();
    assertThat(units.nanos(7)).isEqualTo(946_684_800_000_000_007L);
    assertThat(units.micros(-1)).isEqualTo(946_684_799_999_999L);
  }
}
