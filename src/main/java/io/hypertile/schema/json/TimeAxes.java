package io.hypertile.schema.json;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.Dimension.Time;
import io.hypertile.schema.Dimension.TimeStart;
import io.hypertile.text.IsoTime;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Requires that every time of a new time axis lies in the years 1 to 9999, as others have no text
 * that can select them, and neither Python nor Deker has them. Axes that are there already are left
 * alone.
 */
public final class TimeAxes {
  private static final BigInteger MICROS = BigInteger.valueOf(1_000_000);
  private static final BigInteger FIRST = micros(IsoTime.FIRST);
  private static final BigInteger LAST = micros(IsoTime.END).subtract(BigInteger.ONE);

  private TimeAxes() {}

  /** Checks the axes that begin with a time of the schema; {@code at} is the list of dimensions. */
  public static void check(JsonCursor at, List<Dimension> dimensions) {
    for (int axis = 0; axis < dimensions.size(); axis++) {
      if (dimensions.get(axis) instanceof Time time
          && time.start() instanceof TimeStart.Fixed(Instant start)
          && !isTold(time, start)) {
        JsonCursor item = at.item(axis);
        BigInteger fit = fitting(time, start);
        throw item.fault(
            "%s has times outside the years 1 to 9999; from its start a size of %s is the most."
                .formatted(item.subject(), fit),
            Map.of("max_size", fit));
      }
    }
  }

  /**
   * Checks the axes that begin with an attribute of a new array.
   *
   * @throws ServiceException {@code invalid-attributes} with the {@code pointer} to the attribute
   */
  public static void requireTold(ArraysSchema schema, ArrayHeader header) {
    for (Dimension dimension : schema.dimensions()) {
      if (dimension instanceof Time time
          && time.start() instanceof TimeStart.OfAttribute(String name)) {
        start(header.find(name)).ifPresent(start -> requireTold(schema, time, start));
      }
    }
  }

  /**
   * Checks the axes whose start a change of custom attributes moves.
   *
   * @param before the attributes as they are
   * @param after the attributes as they shall be
   * @return {@code after}
   * @throws ServiceException {@code invalid-attributes} with the {@code pointer} to the attribute
   */
  public static Attributes requireTold(ArraysSchema schema, Attributes before, Attributes after) {
    for (Dimension dimension : schema.dimensions()) {
      if (dimension instanceof Time time
          && time.start() instanceof TimeStart.OfAttribute(String name)
          && !before.find(name).equals(after.find(name))) {
        start(after.find(name)).ifPresent(start -> requireTold(schema, time, start));
      }
    }
    return after;
  }

  private static Optional<Instant> start(Optional<AttributeValue> value) {
    return value.filter(TimeValue.class::isInstance).map(time -> ((TimeValue) time).value());
  }

  private static void requireTold(ArraysSchema schema, Time time, Instant start) {
    if (isTold(time, start)) {
      return;
    }
    String attribute = ((TimeStart.OfAttribute) time.start()).attribute();
    boolean primary =
        schema.primaryAttributes().stream().anyMatch(each -> each.name().equals(attribute));
    String map = primary ? "primary_attributes" : "custom_attributes";
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("pointer", "/" + map + "/" + JsonCursor.escaped(attribute));
    members.put("attribute", attribute);
    members.put("dimension", time.name());
    throw new ServiceException(
        ErrorCode.INVALID_ATTRIBUTES,
        "The attribute %s is %s, where dimension %s begins: its %d positions would have times outside the years 1 to 9999."
            .formatted(attribute, TimeJson.text(start), time.name(), time.size()),
        members,
        null);
  }

  private static boolean isTold(Time time, Instant start) {
    BigInteger steps = BigInteger.valueOf(time.size() - 1);
    BigInteger last = micros(start).add(micros(time.step()).multiply(steps));
    return last.compareTo(FIRST) >= 0 && last.compareTo(LAST) <= 0;
  }

  private static BigInteger fitting(Time time, Instant start) {
    BigInteger end = time.step().isNegative() ? FIRST : LAST;
    return end.subtract(micros(start)).divide(micros(time.step())).add(BigInteger.ONE);
  }

  private static BigInteger micros(Instant time) {
    return micros(time.getEpochSecond(), time.getNano());
  }

  private static BigInteger micros(Duration step) {
    return micros(step.getSeconds(), step.getNano());
  }

  private static BigInteger micros(long seconds, int nanos) {
    return BigInteger.valueOf(seconds).multiply(MICROS).add(BigInteger.valueOf(nanos / 1000));
  }
}
