package io.hypertile.dataset.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.DType;
import io.hypertile.text.IsoTime;
import io.hypertile.text.SecondParts;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times as nanoseconds since 1970 in UTC. */
final class TimeNanos {
  private static final long PER_SECOND = 1_000_000_000L;
  private static final int LONGEST = 40;
  private static final String ACCEPTED =
      "a time in ISO 8601 such as \"2024-01-01T00:00:00Z\", or nanoseconds since 1970";

  private TimeNanos() {}

  /** A time: a text, or the nanoseconds. */
  static long require(JsonCursor at) {
    if (at.node().isIntegralNumber()) {
      return WholeJson.require(at, DType.INT64).longValue();
    }
    if (!at.node().isString()) {
      throw at.wrong(ACCEPTED);
    }
    Instant time = parse(at.node().stringValue()).orElseThrow(() -> at.wrong(ACCEPTED));
    try {
      return SecondParts.count(time.getEpochSecond(), time.getNano(), PER_SECOND);
    } catch (ArithmeticException e) {
      throw at.wrong(
          "a time from 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z,"
              + " as nanoseconds in 64 bits reach");
    }
  }

  /** Times in ISO 8601 as everywhere, and with more digits than microseconds have. */
  private static Optional<Instant> parse(String text) {
    Optional<Instant> time = IsoTime.parse(text);
    if (time.isPresent() || text.length() > LONGEST) {
      return time;
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The time as a text with all its digits. */
  static String text(long nanoseconds) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanoseconds, PER_SECOND), Math.floorMod(nanoseconds, PER_SECOND))
        .toString();
  }
}
