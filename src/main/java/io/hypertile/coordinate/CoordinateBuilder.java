package io.hypertile.coordinate;

import io.hypertile.cf.CfCalendar;
import io.hypertile.cf.CfDate;
import io.hypertile.cf.CfUnits;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/** Coordinates in the making, from cells that come in pieces. Used by one thread. */
public final class CoordinateBuilder {
  private static final ValueLayout.OfShort SHORT = little(ValueLayout.JAVA_SHORT_UNALIGNED);
  private static final ValueLayout.OfInt INT = little(ValueLayout.JAVA_INT_UNALIGNED);
  private static final ValueLayout.OfLong LONG = little(ValueLayout.JAVA_LONG_UNALIGNED);

  private static final long NANOS_PER_MICRO = 1_000;
  private static final int EPOCH = 1970;
  private static final int MONTHS = 12;
  private static final long MICROS_PER_DAY = 86_400L * TimeValues.MICROS;

  private final CoordinateForm form;
  private final long mostTextBytes;
  private final long[] numbers;
  private final int[] ends;
  private byte[] texts = new byte[0];
  private int textBytes;
  private int count;

  /**
   * Coordinates of no position yet.
   *
   * @param count number of positions
   * @param mostTextBytes most bytes of all texts together
   */
  public CoordinateBuilder(CoordinateForm form, int count, long mostTextBytes) {
    this.form = form;
    this.mostTextBytes = Math.min(mostTextBytes, Integer.MAX_VALUE - 64);
    boolean isText = form.kind() instanceof CoordinateKind.Texts;
    this.numbers = new long[isText ? 0 : count];
    this.ends = new int[isText ? count : 0];
  }

  @SuppressWarnings("unchecked")
  private static <T extends ValueLayout> T little(T layout) {
    return (T) layout.withOrder(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Adds the cells of the next positions.
   *
   * @return false if texts have more bytes than they may; nothing more is to be added then
   */
  public boolean add(CellBlock block) {
    int more = Math.toIntExact(block.cells().byteSize() / form.type().size());
    for (int n = 0; n < more; n++) {
      switch (form.type()) {
        case DType dtype -> numbers[count] = bits(dtype, block.cells(), n);
        case CellType.TimePoint ignored -> numbers[count] = bits(DType.INT64, block.cells(), n);
        case CellType.TimeSpan ignored -> numbers[count] = bits(DType.INT64, block.cells(), n);
        case CellType.FixedText text -> addText(characters(block.cells(), n, text.size()));
        case CellType.FixedBytes bytes -> addText(bytes(block.cells(), n, bytes.size()));
        case CellType.Text ignored -> addText(block.bytes(n).toArray(ValueLayout.JAVA_BYTE));
        case CellType.Truth ignored -> throw unfit();
        case CellType.RawBytes ignored -> throw unfit();
        case CellType.AnyBytes ignored -> throw unfit();
      }
      count++;
      if (textBytes < 0) {
        return false;
      }
    }
    return true;
  }

  private IllegalStateException unfit() {
    return new IllegalStateException(form.type() + " has no coordinates");
  }

  /** A whole number, or the bits of a float as float64. */
  private static long bits(DType type, MemorySegment cells, long n) {
    return switch (type) {
      case INT8 -> cells.get(ValueLayout.JAVA_BYTE, n);
      case UINT8 -> cells.get(ValueLayout.JAVA_BYTE, n) & 0xff;
      case INT16 -> cells.get(SHORT, n * 2);
      case UINT16 -> cells.get(SHORT, n * 2) & 0xffff;
      case INT32 -> cells.get(INT, n * 4);
      case UINT32 -> cells.get(INT, n * 4) & 0xffff_ffffL;
      case INT64, LONGLONG, UINT64, ULONGLONG, FLOAT64 -> cells.get(LONG, n * 8);
      case FLOAT16 -> Double.doubleToLongBits(Float.float16ToFloat(cells.get(SHORT, n * 2)));
      case FLOAT32 -> Double.doubleToLongBits(Float.intBitsToFloat(cells.get(INT, n * 4)));
      case LONGDOUBLE, COMPLEX64, COMPLEX128, CLONGDOUBLE ->
          throw new IllegalStateException(type + " has no coordinates");
    };
  }

  private static byte[] characters(MemorySegment cells, long n, int size) {
    int length = size / Integer.BYTES;
    int[] points = new int[length];
    for (int at = 0; at < length; at++) {
      int point = cells.get(INT, n * size + (long) at * Integer.BYTES);
      points[at] = Character.isValidCodePoint(point) ? point : '\ufffd';
    }
    while (length > 0 && points[length - 1] == 0) {
      length--;
    }
    return new String(points, 0, length).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(MemorySegment cells, long n, int size) {
    int length = size;
    while (length > 0 && cells.get(ValueLayout.JAVA_BYTE, n * size + length - 1) == 0) {
      length--;
    }
    return cells.asSlice(n * size, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private void addText(byte[] text) {
    if ((long) textBytes + text.length > mostTextBytes) {
      textBytes = -1;
      return;
    }
    if (textBytes + text.length > texts.length) {
      long grown = Math.min(mostTextBytes, Math.max(textBytes + text.length, 2L * texts.length));
      texts = Arrays.copyOf(texts, (int) grown);
    }
    System.arraycopy(text, 0, texts, textBytes, text.length);
    textBytes += text.length;
    ends[count] = textBytes;
  }

  /**
   * The coordinates; all positions must have been added.
   *
   * @throws ArithmeticException if a time lies 290,000 years away or farther
   */
  public CoordinateValues done() {
    return switch (form.kind()) {
      case CoordinateKind.Texts ignored -> new TextValues(Arrays.copyOf(texts, textBytes), ends);
      case CoordinateKind.Times times -> times(times.calendar());
      case CoordinateKind.Numbers ignored -> {
        DType type = form.type() instanceof DType dtype ? dtype : DType.INT64;
        for (int n = 0; n < count; n++) {
          numbers[n] =
              type.isInteger()
                  ? NumberValues.key(type, numbers[n])
                  : NumberValues.key(Double.longBitsToDouble(numbers[n]));
        }
        yield new NumberValues(type, numbers);
      }
    };
  }

  private TimeValues times(CfCalendar calendar) {
    if (form.type() instanceof CellType.TimePoint point) {
      return points(point);
    }
    CfUnits units = form.units().orElseThrow();
    boolean isWhole = form.type() instanceof DType dtype && dtype.isInteger();
    if (isWhole && !units.isWholeMicros() && isExact(units)) {
      return made(calendar, TimeValues.NANOS, units::nanos);
    }
    if (isWhole) {
      return made(calendar, TimeValues.MICROS, number -> units.micros(unsigned(number)));
    }
    return made(
        calendar,
        TimeValues.MICROS,
        bits -> {
          double number = Double.longBitsToDouble(bits);
          return Double.isFinite(number) ? units.micros(number) : TimeValues.MISSING;
        });
  }

  /** A number of 64 bits without a sign that is too great for one with a sign is refused. */
  private long unsigned(long number) {
    if (number < 0 && form.type() instanceof DType dtype && dtype.kind() == DType.Kind.UNSIGNED) {
      throw new ArithmeticException("too late a time");
    }
    return number;
  }

  /** Whether nanoseconds are needed and 64 bits hold all of them. */
  private boolean isExact(CfUnits units) {
    try {
      boolean isNeeded = false;
      for (long number : numbers) {
        isNeeded |= Math.floorMod(units.nanos(unsigned(number)), NANOS_PER_MICRO) != 0;
      }
      return isNeeded;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private TimeValues made(CfCalendar calendar, long perSecond, LongUnaryOperator of) {
    long[] ticks = numbers;
    for (int n = 0; n < ticks.length; n++) {
      ticks[n] = of.applyAsLong(ticks[n]);
    }
    return new TimeValues(calendar, perSecond, ticks);
  }

  private TimeValues points(CellType.TimePoint type) {
    CfCalendar ours = CfCalendar.PROLEPTIC_GREGORIAN;
    CellTimeUnit unit = type.unit();
    if (unit.ordinal() >= CellTimeUnit.NANOSECONDS.ordinal() && isFine(type)) {
      return made(ours, TimeValues.NANOS, number -> time(number, type, CellTimeUnit.NANOSECONDS));
    }
    return made(ours, TimeValues.MICROS, number -> time(number, type, CellTimeUnit.MICROSECONDS));
  }

  private boolean isFine(CellType.TimePoint type) {
    try {
      boolean isNeeded = false;
      for (long number : numbers) {
        long nanos = time(number, type, CellTimeUnit.NANOSECONDS);
        isNeeded |= nanos != TimeValues.MISSING && Math.floorMod(nanos, NANOS_PER_MICRO) != 0;
      }
      return isNeeded;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** NumPy's time in another unit, rounded down. */
  private static long time(long number, CellType.TimePoint type, CellTimeUnit target) {
    if (number == TimeValues.MISSING) {
      return number;
    }
    long steps = Math.multiplyExact(number, type.steps());
    CellTimeUnit unit = type.unit();
    if (unit == CellTimeUnit.YEARS || unit == CellTimeUnit.MONTHS) {
      long months = unit == CellTimeUnit.YEARS ? Math.multiplyExact(steps, MONTHS) : steps;
      int year = Math.toIntExact(Math.addExact(EPOCH, Math.floorDiv(months, MONTHS)));
      CfDate first = new CfDate(year, (int) Math.floorMod(months, (long) MONTHS) + 1, 1);
      if (Math.abs((long) year) > 200_000) {
        throw new ArithmeticException("too far away");
      }
      return Math.multiplyExact(
          CfCalendar.PROLEPTIC_GREGORIAN.day(first),
          target == CellTimeUnit.MICROSECONDS ? MICROS_PER_DAY : MICROS_PER_DAY * NANOS_PER_MICRO);
    }
    return unit.ordinal() <= target.ordinal()
        ? Math.multiplyExact(steps, unit.parts(target))
        : Math.floorDiv(steps, target.parts(unit));
  }
}
