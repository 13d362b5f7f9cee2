package io.hypertile.coordinate;

import io.hypertile.array.Axis;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Axes with coordinates of arrays, for tests. */
public final class ListedAxes {
  private ListedAxes() {}

  /** Numbers, given as texts, of a type. */
  public static Axis.Listed numbers(String name, DType type, List<String> values) {
    return numbers(name, type, values, Map.of(), OptionalDouble.empty());
  }

  /** Numbers with attributes of their array. */
  public static Axis.Listed numbers(
      String name,
      DType type,
      List<String> values,
      Map<String, String> attributes,
      OptionalDouble period) {
    ByteBuffer cells =
        ByteBuffer.allocate(type.size() * values.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (String value : values) {
      switch (type) {
        case INT8, UINT8 -> cells.put((byte) Long.parseLong(value));
        case INT16, UINT16 -> cells.putShort((short) Long.parseLong(value));
        case INT32, UINT32 -> cells.putInt((int) Long.parseLong(value));
        case INT64 -> cells.putLong(Long.parseLong(value));
        case UINT64 -> cells.putLong(Long.parseUnsignedLong(value));
        case FLOAT16 -> cells.putShort(Float.floatToFloat16(Float.parseFloat(value)));
        case FLOAT32 -> cells.putFloat(Float.parseFloat(value));
        case FLOAT64 -> cells.putDouble(Double.parseDouble(value));
        case LONGLONG, ULONGLONG, LONGDOUBLE, COMPLEX64, COMPLEX128, CLONGDOUBLE ->
            throw new IllegalArgumentException(type.numpyName());
      }
    }
    return axis(name, type, cells.array(), attributes, period);
  }

  /** Times of NumPy in microseconds; null is NaT. */
  public static Axis.Listed times(String name, List<@Nullable Instant> times) {
    ByteBuffer cells =
        ByteBuffer.allocate(Long.BYTES * times.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (@Nullable Instant time : times) {
      cells.putLong(time == null ? Long.MIN_VALUE : ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }
    CellType type = new CellType.TimePoint(CellTimeUnit.MICROSECONDS, 1);
    return axis(name, type, cells.array(), Map.of(), OptionalDouble.empty());
  }

  /** Times of NumPy in nanoseconds since 1970. */
  public static Axis.Listed nanoseconds(String name, long... times) {
    ByteBuffer cells =
        ByteBuffer.allocate(Long.BYTES * times.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long time : times) {
      cells.putLong(time);
    }
    CellType type = new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);
    return axis(name, type, cells.array(), Map.of(), OptionalDouble.empty());
  }

  /** Texts. */
  public static Axis.Listed texts(String name, List<String> texts) {
    int longest =
        texts.stream().mapToInt(text -> text.codePointCount(0, text.length())).max().orElse(1);
    int size = Math.max(1, longest) * Integer.BYTES;
    ByteBuffer cells = ByteBuffer.allocate(size * texts.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < texts.size(); n++) {
      cells.position(n * size);
      texts.get(n).codePoints().forEach(cells::putInt);
    }
    CellType type = new CellType.FixedText(size);
    return axis(name, type, cells.array(), Map.of(), OptionalDouble.empty());
  }

  private static Axis.Listed axis(
      String name,
      CellType type,
      byte[] cells,
      Map<String, String> attributes,
      OptionalDouble period) {
    CoordinateForm form =
        CoordinateForm.of(type, attributes.get("units"), attributes.get("calendar")).orElseThrow();
    int count = cells.length / type.size();
    CoordinateBuilder builder = new CoordinateBuilder(form, count, 1 << 20);
    builder.add(CellBlock.of(MemorySegment.ofArray(cells)));
    CoordinateValues values = builder.done();
    Coordinates.About about =
        new Coordinates.About(
            name + "_values", form.kind(), new LinkedHashMap<>(attributes), period);
    return new Axis.Listed(name, count, new Coordinates(about, name, () -> values));
  }
}
