package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonLimits;
import io.hypertile.json.JsonNumbers;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.X87;
import io.hypertile.text.NumberReading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Fill values in documents (deker-rules.md 53 to 60). */
final class FillValueJson {
  private static final String INTEGER = "an integer, as a number or as text, or null";
  private static final String FLOAT =
      "a number, \"NaN\", \"Infinity\", \"-Infinity\", a number as text, or null";
  private static final String PART =
      "a number, \"NaN\", \"Infinity\", \"-Infinity\" or a number as text";
  private static final String COMPLEX =
      "a number, [re, im], text such as \"(1+2j)\", \"NaN\", or null";

  /** Magnitude past which no dtype has integers. */
  private static final double INTEGERS = 1e20;

  private static final int INTEGER_LENGTH = 64;

  private FillValueJson() {}

  /**
   * The value of the member; the dtype's default, which is NaN, when it is absent or null, or when
   * one of its parts is NaN.
   */
  static FillValue parse(Optional<JsonCursor> member, DType dtype) {
    if (member.isEmpty()) {
      return FillValue.defaultOf(dtype);
    }
    JsonCursor at = member.get();
    ByteBuffer cell = ByteBuffer.allocate(dtype.size()).order(ByteOrder.LITTLE_ENDIAN);
    switch (dtype.kind()) {
      case SIGNED, UNSIGNED -> putInteger(cell, at, dtype);
      case FLOAT -> putReal(cell, 0, at, dtype);
      case COMPLEX -> putComplex(cell, at, dtype);
    }
    FillValue value = FillValue.of(dtype, cell.array());
    // Deker's documents have null for it, which is read as the default.
    return FillValueText.isNan(value) ? FillValue.defaultOf(dtype) : value;
  }

  private static void putInteger(ByteBuffer cell, JsonCursor at, DType dtype) {
    BigInteger value = integer(at);
    BigInteger min = IntegerRange.min(dtype);
    BigInteger max = IntegerRange.max(dtype);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw at.fault(
          "%s is out of range for %s: %s. Give an integer from %s to %s."
              .formatted(at.subject(), dtype.numpyName(), at.shown(), min, max),
          Map.of("min", min, "max", max));
    }
    long bits = value.longValue();
    for (int index = 0; index < dtype.size(); index++) {
      cell.put(index, (byte) (bits >> 8 * index));
    }
  }

  private static BigInteger integer(JsonCursor at) {
    JsonNode node = at.node();
    if (node.isIntegralNumber()) {
      return node.bigIntegerValue();
    }
    if (node.isNumber() && Math.abs(node.doubleValue()) < INTEGERS) {
      BigDecimal number = new BigDecimal(node.doubleValue());
      if (number.stripTrailingZeros().scale() <= 0) {
        return number.toBigInteger();
      }
    }
    Optional<BigInteger> text =
        node.isString()
            ? NumberReading.findInt(node.stringValue(), INTEGER_LENGTH)
            : Optional.empty();
    return text.orElseThrow(() -> at.wrong(INTEGER));
  }

  private static void putComplex(ByteBuffer cell, JsonCursor at, DType dtype) {
    DType part = part(dtype);
    JsonNode node = at.node();
    if (node.isArray()) {
      if (node.size() != 2) {
        throw at.wrong(COMPLEX);
      }
      putReal(cell, 0, requirePart(at.item(0)), part);
      putReal(cell, part.size(), requirePart(at.item(1)), part);
    } else if (node.isString()) {
      NumberReading.Parts parts =
          NumberReading.findParts(node.stringValue()).orElseThrow(() -> at.wrong(COMPLEX));
      putText(cell, 0, at, part, parts.re());
      putText(cell, part.size(), at, part, parts.im());
    } else if (node.isNumber()) {
      putReal(cell, 0, at, part);
    } else {
      throw at.wrong(COMPLEX);
    }
  }

  /** A number in one of its forms: null stands for a whole value and never for a part. */
  private static JsonCursor requirePart(JsonCursor at) {
    JsonNode node = at.node();
    boolean number =
        node.isNumber()
            || node.isString() && NumberReading.findFloat(node.stringValue()).isPresent();
    if (!number) {
      throw at.wrong(PART);
    }
    return at;
  }

  private static DType part(DType dtype) {
    return switch (dtype) {
      case COMPLEX64 -> DType.FLOAT32;
      case COMPLEX128 -> DType.FLOAT64;
      case CLONGDOUBLE -> DType.LONGDOUBLE;
      case INT8,
          INT16,
          INT32,
          INT64,
          LONGLONG,
          UINT8,
          UINT16,
          UINT32,
          UINT64,
          ULONGLONG,
          FLOAT16,
          FLOAT32,
          FLOAT64,
          LONGDOUBLE ->
          dtype;
    };
  }

  private static void putReal(ByteBuffer cell, int offset, JsonCursor at, DType dtype) {
    JsonNode node = at.node();
    if (node.isString()) {
      putText(cell, offset, at, dtype, node.stringValue());
    } else if (node.isNumber()) {
      double number = JsonNumbers.toDouble(node);
      if (Double.isInfinite(number) && !node.isIntegralNumber()) {
        throw outOfRange(at, dtype);
      }
      putText(cell, offset, at, dtype, node.numberValue().toString());
    } else {
      throw at.wrong(FLOAT);
    }
  }

  private static void putText(
      ByteBuffer cell, int offset, JsonCursor at, DType dtype, String text) {
    double number = NumberReading.findFloat(text).orElseThrow(() -> at.wrong(FLOAT));
    boolean digits = NumberReading.isDecimal(text);
    switch (dtype) {
      case FLOAT16 -> {
        short half = JsonNumbers.half(number);
        requireFinite(digits, Float.float16ToFloat(half), at, dtype);
        cell.putShort(offset, half);
      }
      case FLOAT32 -> {
        requireFinite(digits, (float) number, at, dtype);
        cell.putFloat(offset, (float) number);
      }
      case LONGDOUBLE -> {
        X87 value =
            digits
                ? extended(text.strip()).orElseThrow(() -> outOfRange(at, dtype))
                : X87.of(number);
        cell.putLong(offset, value.significand());
        cell.putShort(offset + 8, (short) value.signExponent());
      }
      case FLOAT64,
          INT8,
          INT16,
          INT32,
          INT64,
          LONGLONG,
          UINT8,
          UINT16,
          UINT32,
          UINT64,
          ULONGLONG,
          COMPLEX64,
          COMPLEX128,
          CLONGDOUBLE -> {
        requireFinite(digits, number, at, dtype);
        cell.putDouble(offset, number);
      }
    }
  }

  private static void requireFinite(boolean digits, double number, JsonCursor at, DType dtype) {
    if (digits && Double.isInfinite(number)) {
      throw outOfRange(at, dtype);
    }
  }

  private static Optional<X87> extended(String text) {
    if (text.length() > JsonLimits.NUMBER_DIGITS) {
      return Optional.empty();
    }
    try {
      X87 value = X87.parse(new BigDecimal(text).toString());
      boolean minusZero = text.startsWith("-") && value.isZero();
      return Optional.of(minusZero ? X87.of(-0.0) : value).filter(X87::isFinite);
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static io.hypertile.error.ServiceException outOfRange(JsonCursor at, DType dtype) {
    return at.fault(
        "%s is out of range for %s: %s. Give a smaller number, or \"Infinity\"."
            .formatted(at.subject(), dtype.numpyName(), at.shown()));
  }
}
