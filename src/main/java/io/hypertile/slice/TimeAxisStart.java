package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.time.Instant;

/** The beginning of a time axis, where its times are asked for. */
final class TimeAxisStart {
  private TimeAxisStart() {}

  /**
   * The time at position 0.
   *
   * @throws ServiceException {@code corrupt-data} if there is none (deker-rules.md 95 and 131)
   */
  static Instant require(Axis.Time axis) {
    return switch (axis.start()) {
      case Axis.Start.At(Instant time) -> time;
      case Axis.Start.Missing(String reason) ->
          throw new ServiceException(
              ErrorCode.CORRUPT_DATA,
              "Dimension " + Quoting.quoted(axis.name()) + " has no beginning: " + reason);
    };
  }
}
