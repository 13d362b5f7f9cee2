package io.hypertile.text;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Units of times since a time (CF conventions 1.11, 4.4), the largest first. */
public enum CfUnit {
  DAYS(Duration.ofDays(1)),
  HOURS(Duration.ofHours(1)),
  MINUTES(Duration.ofMinutes(1)),
  SECONDS(Duration.ofSeconds(1)),
  MILLISECONDS(Duration.ofMillis(1)),
  MICROSECONDS(Duration.ofNanos(1_000)),
  NANOSECONDS(Duration.ofNanos(1));

  /** The calendar that all times of the server are in. */
  public static final String CALENDAR = "proleptic_gregorian";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

  private final BigInteger nanos;

  CfUnit(Duration length) {
    this.nanos =
        BigInteger.valueOf(length.getSeconds())
            .multiply(BigInteger.valueOf(1_000_000_000))
            .add(BigInteger.valueOf(length.getNano()));
  }

  /** Nanoseconds of one. */
  public BigInteger nanos() {
    return nanos;
  }

  /** Whether a length of so many nanoseconds is a whole number of them. */
  public boolean divides(BigInteger length) {
    return length.mod(nanos).signum() == 0;
  }

  /**
   * The text that says what numbers count, such as {@code hours since 2023-01-03T00:00:00+00:00}.
   *
   * @param start a time in whole seconds
   */
  public String since(Instant start) {
    return since(TIME.format(start.atOffset(ZoneOffset.UTC)));
  }

  /** The same since a time that is written already. */
  public String since(String start) {
    return name().toLowerCase(Locale.ROOT) + " since " + start;
  }
}
