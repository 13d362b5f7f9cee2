package io.hypertile.slice;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Dimension;
import java.time.Instant;

/** Where the time axis of an array begins: with the schema's time, or the array's own. */
final class TimeAxisStart {
  private TimeAxisStart() {}

  /**
   * The time at position 0.
   *
   * @throws ServiceException {@code corrupt-data} if the array lacks the time that its schema
   *     demands (deker.md rules 95 and 131)
   */
  static Instant of(Dimension.Time dimension, ArrayHeader header) {
    return switch (dimension.start()) {
      case Dimension.TimeStart.Fixed fixed -> fixed.time();
      case Dimension.TimeStart.OfAttribute held ->
          header
              .find(held.attribute())
              .filter(AttributeValue.TimeValue.class::isInstance)
              .map(value -> ((AttributeValue.TimeValue) value).value())
              .orElseThrow(() ->
                  new ServiceException(
                      ErrorCode.CORRUPT_DATA,
                      "Array "
                          + header.id()
                          + " has no time in attribute "
                          + held.attribute()
                          + ", where dimension "
                          + dimension.name()
                          + " begins."));
    };
  }
}
