package io.hypertile.partition.imports;

import io.hypertile.cf.CfUnits;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers that stand for times by the CF conventions, as times. Whole numbers are exact; a fraction
 * is the nearest microsecond, or the nearest step of the times if that is as near as the number can
 * tell. NaN, the smallest number of 64 bits and the fill value of the file are NaT.
 */
final class CfTimeCells extends CellByCell {
  private static final long DAY = 86_400_000_000_000L;
  private static final long MICRO = 1_000;
  private static final long NAT = Long.MIN_VALUE;

  /** Bits that a float of 32 bits has behind those of one of 16. */
  private static final int HALF_BITS = 13;

  private final DType type;
  private final CfUnits units;
  private final long step;

  /** Whether unit, day and the time of day that numbers count from are whole numbers of steps. */
  private final boolean isPlain;

  private final long stepsOfUnit;
  private final long stepsOfDay;
  private final long stepsWithinDay;
  private final byte[] cell;
  private final Optional<byte[]> fill;

  /**
   * Times of numbers.
   *
   * @param type one that {@linkplain #isTaken(DType) is taken}
   * @param fill the number of cells that nobody wrote
   * @param units of a calendar of real days
   * @param step nanoseconds of a step of the times, as {@link #step} has them
   */
  CfTimeCells(CellSource cells, DType type, Optional<FillValue> fill, CfUnits units, long step) {
    super(cells, type.size(), Long.BYTES);
    this.type = type;
    this.units = units;
    this.step = step;
    this.isPlain = units.unit() % step == 0 && units.nanos() % step == 0 && DAY % step == 0;
    this.stepsOfUnit = units.unit() / step;
    this.stepsOfDay = DAY / step;
    this.stepsWithinDay = units.nanos() / step;
    this.cell = new byte[type.size()];
    this.fill = fill.filter(each -> each.dtype().equals(type)).map(FillValue::bytes);
  }

  /** Whether numbers of a type can be times. */
  static boolean isTaken(DType type) {
    return switch (type.kind()) {
      case SIGNED, UNSIGNED -> true;
      case FLOAT -> type != DType.LONGDOUBLE;
      case COMPLEX -> false;
    };
  }

  /**
   * Nanoseconds of so many of a unit; empty if they are no whole number, or too many for 64 bits.
   */
  static Optional<Long> step(CellTimeUnit unit, int steps) {
    boolean isTaken =
        unit.isConvertible(CellTimeUnit.NANOSECONDS)
            && unit.compareTo(CellTimeUnit.NANOSECONDS) <= 0
            && unit != CellTimeUnit.GENERIC;
    try {
      return isTaken
          ? Optional.of(Math.multiplyExact(unit.parts(CellTimeUnit.NANOSECONDS), steps))
          : Optional.empty();
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  @Override
  void make(ByteBuffer from, ByteBuffer to) {
    from.get(cell);
    to.putLong(isMissing() ? NAT : time(ByteBuffer.wrap(cell).order(from.order())));
  }

  private boolean isMissing() {
    return fill.isPresent() && Arrays.equals(cell, fill.get());
  }

  private long time(ByteBuffer number) {
    return switch (type) {
      case INT8 -> time(number.get());
      case INT16 -> time(number.getShort());
      case INT32 -> time(number.getInt());
      case UINT8 -> time(Byte.toUnsignedLong(number.get()));
      case UINT16 -> time(Short.toUnsignedLong(number.getShort()));
      case UINT32 -> time(Integer.toUnsignedLong(number.getInt()));
      case INT64, LONGLONG -> {
        long whole = number.getLong();
        yield whole == NAT ? NAT : time(whole);
      }
      case UINT64, ULONGLONG -> {
        long whole = number.getLong();
        if (whole < 0) {
          throw refused(Long.toUnsignedString(whole));
        }
        yield time(whole);
      }
      case FLOAT16 -> {
        float half = Float.float16ToFloat(number.getShort());
        yield time(half, Math.scalb(Math.ulp(half), HALF_BITS));
      }
      case FLOAT32 -> {
        float single = number.getFloat();
        yield time(single, Math.ulp(single));
      }
      case FLOAT64 -> {
        double real = number.getDouble();
        yield time(real, Math.ulp(real));
      }
      case LONGDOUBLE, COMPLEX64, COMPLEX128, CLONGDOUBLE ->
          throw new IllegalStateException(type.numpyName());
    };
  }

  private long time(long number) {
    try {
      if (isPlain) {
        long since = Math.multiplyExact(number, stepsOfUnit);
        long base = Math.multiplyExact(units.day(), stepsOfDay) + stepsWithinDay;
        return Math.addExact(since, base);
      }
      long nanos = units.nanos(number);
      if (nanos % step == 0) {
        return nanos / step;
      }
    } catch (ArithmeticException e) {
      // Refused below.
    }
    throw refused(number);
  }

  /**
   * The time of a float.
   *
   * @param distance to the next float of the given type
   */
  private long time(double number, double distance) {
    if (Double.isNaN(number)) {
      return NAT;
    }
    boolean isWhole = number == Math.rint(number) || units.unit() < MICRO;
    if (isWhole && Math.abs(number) < 0x1p63) {
      return time((long) Math.rint(number));
    }
    try {
      double near = distance * units.unit() / (2 * MICRO);
      return nearest(units.micros(number), near);
    } catch (ArithmeticException e) {
      throw refused(number);
    }
  }

  /**
   * The step of a time.
   *
   * @param near microseconds by which the time may be off
   */
  private long nearest(long micros, double near) {
    boolean isLong = step % MICRO == 0;
    long length = isLong ? step / MICRO : step;
    long time = isLong ? micros : Math.multiplyExact(micros, MICRO);
    long steps = Math.floorDiv(Math.addExact(time, length / 2), length);
    double off = Math.abs(time - (double) steps * length) / (isLong ? 1 : MICRO);
    if (off > near + 0.5) {
      throw new ArithmeticException("no whole number of steps");
    }
    return steps;
  }

  private static ServiceException refused(Object number) {
    return new ServiceException(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "The time of the number %s is no whole number of the variable's unit, or too far away; nothing was changed."
            .formatted(number),
        Map.of("value", number instanceof Long ? number : number.toString()),
        null);
  }
}
