package io.hypertile.zarr;

import io.hypertile.ndarray.Float16;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Floats in documents: numbers, {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}, digits as
 * text, and bits in hexadecimal, which alone name a NaN other than the usual one.
 */
final class FloatSpelling {
  private static final Pattern HEX = Pattern.compile("0x(?:[0-9a-fA-F]{4}){1,2}|0x[0-9a-fA-F]{16}");

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,6})?");

  private FloatSpelling() {}

  /**
   * The bits of a float.
   *
   * @param size its bytes: 2, 4 or 8
   */
  static long bits(Member member, int size) {
    JsonNode node = member.node();
    if (node.isIntegralNumber()) {
      double value = node.bigIntegerValue().doubleValue();
      if (Double.isInfinite(value)) {
        throw member.fault("it is larger than any float");
      }
      return bits(value, size);
    }
    if (node.isNumber()) {
      return bits(node.doubleValue(), size);
    }
    String text = member.text();
    switch (text.toLowerCase(Locale.ROOT)) {
      case "nan":
        return bits(Double.NaN, size);
      case "infinity", "inf":
        return bits(Double.POSITIVE_INFINITY, size);
      case "-infinity", "-inf":
        return bits(Double.NEGATIVE_INFINITY, size);
      default:
    }
    if (HEX.matcher(text).matches()) {
      long bits = Long.parseUnsignedLong(text.substring(2), 16);
      int written = (text.length() - 2) / 2;
      return written == size ? bits : bits(value(bits, written), size);
    }
    if (text.length() <= 400 && DECIMAL.matcher(text).matches()) {
      return bits(Double.parseDouble(text), size);
    }
    throw member.fault("it is no float");
  }

  private static long bits(double value, int size) {
    return switch (size) {
      case 2 -> Double.isNaN(value) ? 0x7e00 : Float16.ofDouble(value) & 0xffffL;
      case 4 -> Float.floatToRawIntBits((float) value) & 0xffff_ffffL;
      default -> Double.doubleToRawLongBits(value);
    };
  }

  private static double value(long bits, int size) {
    return switch (size) {
      case 2 -> Float.float16ToFloat((short) bits);
      case 4 -> Float.intBitsToFloat((int) bits);
      default -> Double.longBitsToDouble(bits);
    };
  }

  /** The float as zarr-python writes it, and with its bits where it could not. */
  static JsonNode json(long bits, int size) {
    double value = value(bits, size);
    if (Double.isNaN(value)) {
      return JsonNodeFactory.instance.stringNode(
          bits == bits(Double.NaN, size) ? "NaN" : "0x%0".concat(2 * size + "x").formatted(bits));
    }
    if (Double.isInfinite(value)) {
      return JsonNodeFactory.instance.stringNode(value > 0 ? "Infinity" : "-Infinity");
    }
    return JsonNodeFactory.instance.numberNode(value);
  }
}
