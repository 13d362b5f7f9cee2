package io.hypertile.encode.netcdf;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * An attribute of a file or a variable.
 *
 * @param count number of its values
 * @param values their bytes, big endian
 */
public record NetcdfAttribute(String name, NetcdfType type, long count, byte[] values) {
  /** Name of the attribute with the value of cells that nobody wrote. */
  public static final String FILL = "_FillValue";

  private static final BigInteger EXACT = BigInteger.ONE.shiftLeft(53);

  /** A text. */
  public static NetcdfAttribute text(String name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return new NetcdfAttribute(name, NetcdfType.CHAR, bytes.length, bytes);
  }

  /**
   * The value of cells that nobody wrote, a float of 16 bits as one of 32.
   *
   * @param type of the variable
   */
  public static NetcdfAttribute fill(NetcdfType type, FillValue value) {
    byte[] cell = value.dtype() == DType.FLOAT16 ? widened(value.bytes()) : value.bytes();
    byte[] turned = new byte[cell.length];
    for (int at = 0; at < cell.length; at++) {
      turned[at] = cell[cell.length - 1 - at];
    }
    return new NetcdfAttribute(FILL, type, 1, turned);
  }

  private static byte[] widened(byte[] half) {
    short bits = ByteBuffer.wrap(half).order(ByteOrder.LITTLE_ENDIAN).getShort();
    return ByteBuffer.allocate(Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(Float.float16ToFloat(bits))
        .array();
  }

  /**
   * An attribute of an array: whole numbers of 32 bits and floats as such, lists of numbers as
   * doubles, larger whole numbers as doubles where these are exact; all else as text.
   */
  public static NetcdfAttribute of(String name, JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToInt()) {
      byte[] bytes = bytes(Integer.BYTES).putInt(value.intValue()).array();
      return new NetcdfAttribute(name, NetcdfType.INT, 1, bytes);
    }
    if (isDouble(value)) {
      byte[] bytes = bytes(Double.BYTES).putDouble(value.doubleValue()).array();
      return new NetcdfAttribute(name, NetcdfType.DOUBLE, 1, bytes);
    }
    boolean numbers =
        value.isArray()
            && !value.isEmpty()
            && StreamSupport.stream(value.spliterator(), false).allMatch(NetcdfAttribute::isDouble);
    if (numbers) {
      ByteBuffer all = bytes(value.size() * Double.BYTES);
      value.forEach(each -> all.putDouble(each.doubleValue()));
      return new NetcdfAttribute(name, NetcdfType.DOUBLE, value.size(), all.array());
    }
    return text(name, value.isString() ? value.stringValue() : value.toString());
  }

  /** Whether a number is the same as a double. */
  private static boolean isDouble(JsonNode value) {
    return value.isIntegralNumber()
        ? value.bigIntegerValue().abs().compareTo(EXACT) <= 0
        : value.isNumber();
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.BIG_ENDIAN);
  }
}
