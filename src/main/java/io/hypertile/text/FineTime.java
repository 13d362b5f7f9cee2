package io.hypertile.text;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A time of any calendar to the nanosecond, as axes have it whose coordinates are so fine.
 *
 * @param time to the microsecond
 * @param nanos nanoseconds beyond it, from 0 to 999
 */
public record FineTime(WrittenTime time, int nanos) {
  /**
   * The time of a text in the form of {@link IsoTime}, with up to nine digits of a fraction that
   * are not zeros behind them.
   *
   * @return empty when the text has another form, or no clock shows such a time
   */
  public static Optional<FineTime> read(String text) {
    OptionalInt nanos = IsoTime.nanosBeyondMicroseconds(text);
    return nanos.isEmpty()
        ? Optional.empty()
        : WrittenTime.read(IsoTime.cutToMicroseconds(text).orElse(text))
            .map(time -> new FineTime(time, nanos.getAsInt()));
  }
}
