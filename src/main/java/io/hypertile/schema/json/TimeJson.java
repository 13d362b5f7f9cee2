package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonNumbers;
import io.hypertile.text.IsoTime;
import io.hypertile.text.TimeForms;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Times and steps in documents (deker-rules.md 44 to 48), in the range of Python's types. */
public final class TimeJson {
  private static final String STEP =
      "an ISO 8601 duration such as \"PT1H\", a number of seconds,"
          + " or {\"days\", \"seconds\", \"microseconds\"}";
  private static final String TIME = "an ISO 8601 time such as \"2023-01-03T00:00:00Z\"";
  private static final int TIME_LENGTH = 64;
  private static final long DAY = 86_400;

  /** Python's timedelta ends here. */
  private static final long MAX_DAYS = 999_999_999;

  private static final long MAX_SECONDS = MAX_DAYS * DAY;
  private static final long MAX_MICROSECONDS = 9_000_000_000_000_000L;

  private TimeJson() {}

  /** A time in the years 1 to 9999 with whole microseconds. */
  static Instant requireTime(JsonCursor at) {
    if (!at.node().isString() || at.node().stringValue().length() > TIME_LENGTH) {
      throw at.wrong(TIME);
    }
    String text = at.node().stringValue();
    return IsoTime.parse(text)
        .orElseThrow(() ->
            TimeForms.advice(text)
                .map(advice -> at.fault(at.subject() + " must be " + TIME + ". " + advice))
                .orElseGet(() -> at.wrong(TIME)));
  }

  /**
   * A time in either of Deker's two forms, with T or with a blank (deker-layout.md, "Metadata
   * text").
   */
  public static Optional<Instant> findStored(String text) {
    return text.length() > TIME_LENGTH ? Optional.empty() : IsoTime.parseStored(text);
  }

  /** The time as the interface writes it, with Z. */
  public static String text(Instant time) {
    return IsoTime.utc(time) + "Z";
  }

  private static final List<String> CALENDAR_PARTS =
      List.of("month", "months", "quarter", "quarters", "year", "years");

  /** A step in any of its forms, not 0, with whole microseconds. */
  static Duration requireStep(JsonCursor at) {
    JsonNode node = at.node();
    Duration step;
    if (node.isObject()) {
      step = parts(at);
    } else if (node.isNumber()) {
      step = seconds(at);
    } else if (node.isString() && node.stringValue().length() <= TIME_LENGTH) {
      step = iso(at, node.stringValue());
    } else {
      throw at.wrong(STEP);
    }
    if (step.isZero()) {
      throw at.fault(at.subject() + " must not be 0; give the time between two positions.");
    }
    if (step.getNano() % 1000 != 0) {
      throw at.fault(at.subject() + " must be a whole number of microseconds.");
    }
    if (Math.abs(step.getSeconds()) > MAX_SECONDS) {
      throw tooLong(at);
    }
    return step;
  }

  private static Duration parts(JsonCursor at) {
    for (String member : CALENDAR_PARTS) {
      if (at.find(member).isPresent()) {
        throw at.fault(
            "%s must be %s, not %s: %s."
                .formatted(at.subject(), STEP, at.shown(), StepText.CALENDAR));
      }
    }
    at.refuseUnknown(List.of("days", "seconds", "microseconds"));
    long days = part(at, "days", MAX_DAYS);
    long seconds = part(at, "seconds", MAX_SECONDS);
    long micros = part(at, "microseconds", MAX_MICROSECONDS);
    return Duration.ofDays(days).plusSeconds(seconds).plusNanos(micros * 1000);
  }

  private static long part(JsonCursor at, String member, long limit) {
    return at.findGiven(member).map(part -> part.requireLong(-limit, limit)).orElse(0L);
  }

  private static Duration seconds(JsonCursor at) {
    double size = JsonNumbers.toDouble(at.node());
    if (!(Math.abs(size) <= MAX_SECONDS)) {
      throw tooLong(at);
    }
    BigDecimal seconds =
        at.node().isIntegralNumber()
            ? BigDecimal.valueOf(at.node().longValue())
            : BigDecimal.valueOf(size);
    BigDecimal micros = seconds.movePointRight(6).stripTrailingZeros();
    if (micros.scale() > 0) {
      throw at.fault(at.subject() + " must be a whole number of microseconds.");
    }
    BigInteger[] parts = micros.toBigInteger().divideAndRemainder(BigInteger.valueOf(1_000_000));
    return Duration.ofSeconds(parts[0].longValue(), parts[1].longValue() * 1000);
  }

  private static Duration iso(JsonCursor at, String text) {
    return StepText.parse(text)
        .orElseThrow(() ->
            StepText.advice(text)
                .map(advice ->
                    at.fault(
                        "%s must be %s, not %s: %s."
                            .formatted(at.subject(), STEP, at.shown(), advice)))
                .orElseGet(() -> at.wrong(STEP)));
  }

  private static io.hypertile.error.ServiceException tooLong(JsonCursor at) {
    return at.fault(
        at.subject() + " is out of range; a step has at most " + MAX_DAYS + " days.",
        Map.of("max_days", MAX_DAYS));
  }

  /** The step as an ISO 8601 duration with days as the largest unit, the sign in front. */
  public static String text(Duration step) {
    Duration size = step.abs();
    StringBuilder text = new StringBuilder(step.isNegative() ? "-P" : "P");
    long days = size.toDays();
    if (days != 0) {
      text.append(days).append('D');
    }
    Duration rest = size.minusDays(days);
    // The JDK's text of what is left begins with PT.
    return rest.isZero() ? text.toString() : text.append(rest.toString().substring(1)).toString();
  }
}
