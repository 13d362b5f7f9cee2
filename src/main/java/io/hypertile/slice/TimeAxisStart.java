package io.hypertile.slice;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Dimension;
import java.time.Instant;
import java.util.Optional;

/** Where the time axis of an array begins: with the schema's time, or the array's own. */
final class TimeAxisStart {
  private TimeAxisStart() {}

  /**
   * The time at position 0.
   *
   * @throws ServiceException {@code corrupt-data} if the array lacks the time that its schema
   *     demands (deker-rules.md 95 and 131)
   */
  static Instant of(Dimension.Time dimension, ArrayHeader header) {
    return find(dimension, header)
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.CORRUPT_DATA,
                "Array "
                    + header.id()
                    + " has no time in attribute "
                    + attribute(dimension)
                    + ", where dimension "
                    + dimension.name()
                    + " begins."));
  }

  private static String attribute(Dimension.Time dimension) {
    return dimension.start() instanceof Dimension.TimeStart.OfAttribute held
        ? held.attribute()
        : "";
  }

  /** The time at position 0; empty if the array lacks it. */
  static Optional<Instant> find(Dimension.Time dimension, ArrayHeader header) {
    return switch (dimension.start()) {
      case Dimension.TimeStart.Fixed fixed -> Optional.of(fixed.time());
      case Dimension.TimeStart.OfAttribute held ->
          header
              .find(held.attribute())
              .filter(AttributeValue.TimeValue.class::isInstance)
              .map(value -> ((AttributeValue.TimeValue) value).value());
    };
  }
}
