package io.hypertile.dataset.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonNumbers;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Fill values of arrays of datasets (atlas-rules.md 25 to 28): of the type of the cells, without
 * conversion but that of a whole number to a float.
 */
public final class FillJson {
  private static final String NAT = "NaT";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST_TEXT = 1 << 16;

  private FillJson() {}

  /**
   * Reads a fill value.
   *
   * @throws io.hypertile.error.ServiceException with the member's {@code pointer} if it is of
   *     another type or out of range
   */
  public static FillValue parse(JsonCursor at, CellType type) {
    return FillValue.of(
        type,
        switch (type) {
          case DType number -> number(at, number);
          case CellType.Truth _ -> new byte[] {(byte) (at.requireBoolean() ? 1 : 0)};
          case CellType.TimePoint _ -> cell(Long.BYTES).putLong(0, time(at)).array();
          case CellType.TimeSpan _ -> cell(Long.BYTES).putLong(0, span(at)).array();
          case CellType.Text _ ->
              at.requireText("a text, as the cells are", MOST_TEXT)
                  .getBytes(StandardCharsets.UTF_8);
          case CellType.FixedText _,
              CellType.FixedBytes _,
              CellType.RawBytes _,
              CellType.AnyBytes _ ->
              throw at.fault(
                  at.subject()
                      + " cannot be given for cells of this type; leave it out, or declare the"
                      + " array as string.");
        });
  }

  private static byte[] number(JsonCursor at, DType type) {
    ByteBuffer cell = cell(type.size());
    if (type.isInteger()) {
      long bits = WholeJson.require(at, type).longValue();
      for (int index = 0; index < type.size(); index++) {
        cell.put(index, (byte) (bits >> 8 * index));
      }
      return cell.array();
    }
    double value = RealJson.require(at, type);
    switch (type.size()) {
      case Short.BYTES -> cell.putShort(0, JsonNumbers.half(value));
      case Float.BYTES -> cell.putFloat(0, (float) value);
      default -> cell.putDouble(0, value);
    }
    return cell.array();
  }

  private static long time(JsonCursor at) {
    return at.node().isString() && at.node().stringValue().equals(NAT)
        ? Long.MIN_VALUE
        : TimeNanos.require(at);
  }

  private static long span(JsonCursor at) {
    return at.node().isString() && at.node().stringValue().equals(NAT)
        ? Long.MIN_VALUE
        : WholeJson.require(at, DType.INT64).longValue();
  }

  private static ByteBuffer cell(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The value as definitions show it: times as nanoseconds, NaN and NaT as texts. */
  public static JsonNode write(FillValue fill) {
    ByteBuffer cell = ByteBuffer.wrap(fill.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    return switch (fill.dtype()) {
      case DType number -> number(cell, number);
      case CellType.Truth _ -> NODES.booleanNode(cell.get(0) != 0);
      case CellType.TimePoint _, CellType.TimeSpan _ -> {
        long value = cell.getLong(0);
        yield value == Long.MIN_VALUE ? NODES.stringNode(NAT) : NODES.numberNode(value);
      }
      case CellType.Text _ -> NODES.stringNode(new String(fill.bytes(), StandardCharsets.UTF_8));
      case CellType.FixedText _ -> {
        StringBuilder text = new StringBuilder();
        while (cell.remaining() >= Integer.BYTES) {
          int point = cell.getInt();
          if (point != 0 && Character.isValidCodePoint(point)) {
            text.appendCodePoint(point);
          }
        }
        yield NODES.stringNode(text.toString());
      }
      case CellType.FixedBytes _, CellType.RawBytes _, CellType.AnyBytes _ ->
          NODES.binaryNode(fill.bytes());
    };
  }

  private static JsonNode number(ByteBuffer cell, DType type) {
    return switch (type) {
      case INT8 -> NODES.numberNode(cell.get(0));
      case INT16 -> NODES.numberNode(cell.getShort(0));
      case INT32 -> NODES.numberNode(cell.getInt(0));
      case INT64, LONGLONG -> NODES.numberNode(cell.getLong(0));
      case UINT8 -> NODES.numberNode(cell.get(0) & 0xff);
      case UINT16 -> NODES.numberNode(cell.getShort(0) & 0xffff);
      case UINT32 -> NODES.numberNode(cell.getInt(0) & 0xffffffffL);
      case UINT64, ULONGLONG -> NODES.numberNode(WholeJson.unsigned(cell.getLong(0)));
      case FLOAT16 -> RealJson.write(Float.float16ToFloat(cell.getShort(0)), DType.FLOAT32);
      case FLOAT32 -> RealJson.write(cell.getFloat(0), DType.FLOAT32);
      case FLOAT64 -> RealJson.write(cell.getDouble(0), DType.FLOAT64);
      case COMPLEX64 ->
          NODES
              .arrayNode()
              .add(RealJson.write(cell.getFloat(0), DType.FLOAT32))
              .add(RealJson.write(cell.getFloat(Float.BYTES), DType.FLOAT32));
      case COMPLEX128 ->
          NODES
              .arrayNode()
              .add(RealJson.write(cell.getDouble(0), DType.FLOAT64))
              .add(RealJson.write(cell.getDouble(Double.BYTES), DType.FLOAT64));
      case LONGDOUBLE, CLONGDOUBLE ->
          throw new IllegalArgumentException("no such cells in Zarr: " + type);
    };
  }
}
