package io.hypertile.deker.form;

import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.json.ValueText;
import io.hypertile.text.IsoTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The text Python gives for attribute values; Deker builds directory names and stored metadata from
 * it (deker-layout.md, "Metadata text" and "Links and keys"). Safe for use by many threads.
 */
final class PythonText {
  private static final ValueText VALUES =
      new ValueText(
          new ValueText.Times() {
            @Override
            public String alone(Instant time) {
              return of(time);
            }

            @Override
            public String inTuple(Instant time) {
              return constructor(time);
            }
          });

  private PythonText() {}

  /**
   * ISO 8601 in UTC with {@code +00:00}; six digits of fraction when the microseconds are not 0.
   */
  public static String of(Instant time) {
    return IsoTime.utc(time) + "+00:00";
  }

  /** {@code str} of a value of the type; numbers of narrow NumPy types have fewer digits. */
  public static String of(AttributeType type, AttributeValue value) {
    return VALUES.of(type, value);
  }

  /** {@code str} of a value: texts as they are, times in ISO 8601, all others as {@code repr}. */
  public static String of(AttributeValue value) {
    return VALUES.of(value);
  }

  /** {@code repr} of a value, as inside a tuple: texts in quotes, times as constructor calls. */
  static String repr(AttributeValue value) {
    return VALUES.inTuple(value);
  }

  private static String constructor(Instant time) {
    LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder("datetime.datetime(");
    text.append(utc.getYear()).append(", ").append(utc.getMonthValue()).append(", ");
    text.append(utc.getDayOfMonth()).append(", ").append(utc.getHour()).append(", ");
    text.append(utc.getMinute());
    int micros = utc.getNano() / 1000;
    if (utc.getSecond() != 0 || micros != 0) {
      text.append(", ").append(utc.getSecond());
    }
    if (micros != 0) {
      text.append(", ").append(micros);
    }
    return text.append(", tzinfo=datetime.timezone.utc)").toString();
  }
}
