package io.hypertile.encode;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.DecimalText;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Float16;
import io.hypertile.ndarray.NumberRange;
import io.hypertile.ndarray.X87;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.NumberInput;

/**
 * Turns JSON numbers, and the words and strings that stand for numbers, into the bytes of one
 * dtype. Decimal text is rounded to the nearest float of that very dtype, ties to even.
 */
final class JsonCell implements JsonCells {
  private final DType dtype;
  private final JsonTokens tokens;
  private final Supplier<List<Long>> index;
  private final NumberRange range;
  private final DecimalText decimal = new DecimalText();
  private final byte[] nan;
  private final boolean decimalStrings;

  /**
   * Reads numbers.
   *
   * @param index place of the present cell, for messages
   */
  JsonCell(DType dtype, JsonTokens tokens, Supplier<List<Long>> index) {
    this.dtype = dtype;
    this.tokens = tokens;
    this.index = index;
    this.range = NumberRange.of(dtype);
    this.nan = nan(dtype);
    this.decimalStrings =
        dtype.componentSize() == X87.BYTES || dtype.isInteger() && dtype.size() == 8;
  }

  /** The default fill value of floats is NaN; its first number is that of every part. */
  private static byte[] nan(DType dtype) {
    return Arrays.copyOf(FillValue.defaultOf(dtype).bytes(), dtype.componentSize());
  }

  /** Whether the token may begin a cell: all but lists. */
  boolean isNumber(JsonToken token) {
    return token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY;
  }

  @Override
  public int room(JsonToken token) {
    return dtype.size();
  }

  @Override
  public void put(JsonToken token, ByteBuffer block) throws IOException {
    part(token, block);
    if (dtype.kind() == DType.Kind.COMPLEX) {
      zero(block);
    }
  }

  @Override
  public void putPair(JsonToken first, ByteBuffer block) throws IOException {
    pairPart(first, block);
    pairPart(tokens.next(), block);
    if (tokens.next() != JsonToken.END_ARRAY) {
      throw notPair();
    }
  }

  private void pairPart(@Nullable JsonToken token, ByteBuffer block) throws IOException {
    if (token == null || !isNumber(token)) {
      throw notPair();
    }
    part(token, block);
  }

  private RuntimeException notPair() {
    List<Long> at = index.get();
    return BodyFaults.malformed(
        "The cell at " + at + " is no complex number; write [re, im] or a number.",
        Map.of("index", at));
  }

  private void part(JsonToken token, ByteBuffer block) throws IOException {
    switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(block);
      case VALUE_STRING -> string(block);
      case VALUE_NULL -> {
        if (dtype.isInteger()) {
          throw misfit("null", "integers have no NaN; write a number");
        }
        block.put(nan);
      }
      case VALUE_TRUE, VALUE_FALSE -> throw wrong("a boolean", "write 0 or 1");
      case START_OBJECT -> throw wrong("an object", "write a number");
      case NOT_AVAILABLE,
          END_OBJECT,
          START_ARRAY,
          END_ARRAY,
          PROPERTY_NAME,
          VALUE_EMBEDDED_OBJECT ->
          throw wrong("no number", "write a number");
    }
  }

  private void number(ByteBuffer block) throws IOException {
    char[] text = tokens.characters();
    int offset = tokens.offset();
    int length = tokens.length();
    switch (dtype) {
      case INT8, INT16, INT32, INT64, LONGLONG, UINT8, UINT16, UINT32, UINT64, ULONGLONG -> {
        decimal.scan(text, offset, length);
        whole(block);
      }
      case FLOAT16 -> {
        double nearest = NumberInput.parseDouble(text, offset, length, true);
        short half =
            Float16.mayBeTie(nearest)
                ? Float16.ofDecimal(nearest, tokens.text())
                : Float16.ofDouble(nearest);
        requireFinite(Float.float16ToFloat(half));
        block.putShort(half);
      }
      case FLOAT32, COMPLEX64 -> {
        float value = NumberInput.parseFloat(text, offset, length, true);
        requireFinite(value);
        block.putFloat(value);
      }
      case FLOAT64, COMPLEX128 -> {
        double value = NumberInput.parseDouble(text, offset, length, true);
        requireFinite(value);
        block.putDouble(value);
      }
      case LONGDOUBLE, CLONGDOUBLE -> extended(tokens.text(), block);
    }
  }

  private void requireFinite(double value) throws IOException {
    if (Double.isInfinite(value)) {
      throw misfit(tokens.text(), "this is beyond the range of " + dtype.numpyName());
    }
  }

  private void extended(String text, ByteBuffer block) throws IOException {
    X87 value = X87.parse(text);
    if (value.isInfinite()) {
      throw misfit(text, "this is beyond the range of " + dtype.numpyName());
    }
    putExtended(value, block);
  }

  private static void putExtended(X87 value, ByteBuffer block) {
    block.putLong(value.significand()).putLong(value.signExponent());
  }

  /** Puts the whole number that was scanned. */
  private void whole(ByteBuffer block) throws IOException {
    switch (decimal.whole()) {
      case FRACTION -> throw misfit(tokens.text(), dtype.numpyName() + " holds whole numbers only");
      case TOO_LARGE -> throw misfit(tokens.text(), rangeText());
      case FITS -> {
        long magnitude = decimal.wholeMagnitude();
        if (!range.holds(decimal.isNegative(), magnitude)) {
          throw misfit(tokens.text(), rangeText());
        }
        putWhole(decimal.isNegative() ? -magnitude : magnitude, block);
      }
    }
  }

  private String rangeText() {
    boolean wide = dtype.size() == 8 && dtype.kind() == DType.Kind.UNSIGNED;
    return dtype.numpyName()
        + " goes from "
        + range.min()
        + " to "
        + (wide ? Long.toUnsignedString(-1) : Long.toString(range.max()));
  }

  private void putWhole(long value, ByteBuffer block) {
    switch (dtype.size()) {
      case 1 -> block.put((byte) value);
      case 2 -> block.putShort((short) value);
      case 4 -> block.putInt((int) value);
      default -> block.putLong(value);
    }
  }

  private void string(ByteBuffer block) throws IOException {
    String text = tokens.text();
    switch (text) {
      case "NaN" -> word(text, Double.NaN, block);
      case "Infinity" -> word(text, Double.POSITIVE_INFINITY, block);
      case "-Infinity" -> word(text, Double.NEGATIVE_INFINITY, block);
      default -> {
        boolean number =
            decimalStrings
                && text.length() <= JsonTokens.MAX_NUMBER
                && decimal.scan(text.toCharArray(), 0, text.length());
        if (!number) {
          throw wrong(
              "the text \"" + BodyFaults.shortened(text) + '"', "write numbers without quotes");
        }
        if (dtype.isInteger()) {
          whole(block);
        } else {
          extended(text, block);
        }
      }
    }
  }

  private void word(String text, double value, ByteBuffer block) {
    switch (dtype.componentSize() * (dtype.isInteger() ? 0 : 1)) {
      case 0 -> throw misfit(text, dtype.numpyName() + " holds whole numbers only");
      case 2 -> block.putShort(Float16.ofDouble(value));
      case 4 -> block.putFloat((float) value);
      case 8 -> block.putDouble(value);
      default -> putExtended(X87.of(value), block);
    }
  }

  private void zero(ByteBuffer block) {
    for (int i = 0; i < dtype.componentSize(); i++) {
      block.put((byte) 0);
    }
  }

  private RuntimeException misfit(String value, String problem) {
    return BodyFaults.outOfRange(dtype, index.get(), value, problem);
  }

  private RuntimeException wrong(String what, String advice) {
    List<Long> at = index.get();
    return BodyFaults.malformed(
        "The cell at " + at + " is " + what + "; " + advice + ".", Map.of("index", at));
  }
}
