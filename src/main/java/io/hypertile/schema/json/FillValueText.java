package io.hypertile.schema.json;

import io.hypertile.json.JsonNumbers;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.X87;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Fill values as JSON values and as texts. Safe for use by many threads. */
public final class FillValueText {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private FillValueText() {}

  /**
   * Writes a JSON value: numbers, texts where JSON has no number, {@code [re, im]}; 80-bit floats
   * that are no 64-bit floats as decimal text.
   */
  static JsonNode toJson(FillValue fill) {
    DType dtype = fill.number();
    ByteBuffer cell = cell(fill);
    return switch (dtype.kind()) {
      case SIGNED, UNSIGNED -> NODES.numberNode(integer(cell, dtype));
      case FLOAT -> real(cell, 0, dtype);
      case COMPLEX ->
          NODES.arrayNode().add(real(cell, 0, dtype)).add(real(cell, dtype.componentSize(), dtype));
    };
  }

  /** Whether the value, or a part of it, is NaN. */
  public static boolean isNan(FillValue fill) {
    DType dtype = fill.number();
    ByteBuffer cell = cell(fill);
    return switch (dtype.kind()) {
      case SIGNED, UNSIGNED -> false;
      case FLOAT -> Double.isNaN(value(cell, 0, dtype));
      case COMPLEX ->
          Double.isNaN(value(cell, 0, dtype))
              || Double.isNaN(value(cell, dtype.componentSize(), dtype));
    };
  }

  /** Writes one text, a complex number as {@code (1+2j)}. */
  public static String text(FillValue fill) {
    DType dtype = fill.number();
    ByteBuffer cell = cell(fill);
    return switch (dtype.kind()) {
      case SIGNED, UNSIGNED -> integer(cell, dtype).toString();
      case FLOAT -> text(cell, 0, dtype, true);
      case COMPLEX ->
          ValueText.complex(
              text(cell, 0, dtype, false), text(cell, dtype.componentSize(), dtype, false));
    };
  }

  private static ByteBuffer cell(FillValue fill) {
    return ByteBuffer.wrap(fill.bytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static BigInteger integer(ByteBuffer cell, DType dtype) {
    byte[] bigEndian = new byte[dtype.size()];
    for (int index = 0; index < bigEndian.length; index++) {
      bigEndian[bigEndian.length - 1 - index] = cell.get(index);
    }
    return dtype.kind() == DType.Kind.UNSIGNED
        ? new BigInteger(1, bigEndian)
        : new BigInteger(bigEndian);
  }

  private static JsonNode real(ByteBuffer cell, int offset, DType dtype) {
    double value = value(cell, offset, dtype);
    String text = text(cell, offset, dtype, true);
    if (Double.isNaN(value) || text.endsWith("inf")) {
      return JsonNumbers.node(value);
    }
    boolean wide = dtype.componentSize() == DType.LONGDOUBLE.size();
    if (wide && !X87.of(value).equals(extended(cell, offset))) {
      return NODES.stringNode(text);
    }
    // The shortest text of a narrow float, not the digits it gains as a 64-bit one.
    return NODES.numberNode(wide ? value : Double.parseDouble(text));
  }

  private static X87 extended(ByteBuffer cell, int offset) {
    return new X87(cell.getLong(offset), cell.getShort(offset + 8) & 0xffff);
  }

  private static double value(ByteBuffer cell, int offset, DType dtype) {
    return switch (dtype.componentSize()) {
      case 2 -> Float.float16ToFloat(cell.getShort(offset));
      case 4 -> cell.getFloat(offset);
      case 8 -> cell.getDouble(offset);
      default -> extended(cell, offset).toDouble();
    };
  }

  private static String text(ByteBuffer cell, int offset, DType dtype, boolean fraction) {
    return switch (dtype.componentSize()) {
      case 2 -> FloatText.half(cell.getShort(offset), fraction);
      case 4 -> FloatText.text(cell.getFloat(offset), fraction);
      case 8 -> FloatText.text(cell.getDouble(offset), fraction);
      default -> FloatText.extended(extended(cell, offset), fraction);
    };
  }
}
