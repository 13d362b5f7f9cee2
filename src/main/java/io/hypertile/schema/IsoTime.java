package io.hypertile.schema;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Times in ISO 8601 text. */
public final class IsoTime {
  private IsoTime() {}

  /** The time a text stands for; no offset means UTC, a date alone its midnight. */
  public static Optional<Instant> parse(String text) {
    try {
      if (text.length() == 10) {
        return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
      }
      int time = text.indexOf('T');
      boolean offset =
          text.endsWith("Z") || text.indexOf('+', time) > 0 || text.lastIndexOf('-') > time;
      return Optional.of(
          offset
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
