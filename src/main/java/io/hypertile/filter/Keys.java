package io.hypertile.filter;

import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Keys of attribute values: exact, and ordered as the values of one type are. Whole numbers of any
 * size by value; floats by value with both zeros alike and NaN above infinity; times by instant;
 * texts by code point. Keys of complex numbers and tuples tell equal from unequal only; within
 * tuples an int and a float of the same value are equal.
 */
public final class Keys {
  /** Above all floats but NaN. */
  static final Key INFINITY = ofFloat(Double.POSITIVE_INFINITY);

  private static final int ZERO = 0x8000;
  private static final int LARGEST = 0x7fff;

  private Keys() {}

  /** The key of a value. */
  public static Key of(AttributeValue value) {
    return switch (value) {
      case IntValue(BigInteger number) -> ofInt(number);
      case FloatValue(double number) -> ofFloat(number);
      case ComplexValue(double re, double im) -> ofComplex(re, im);
      case TextValue(String text) -> ofText(text);
      case TimeValue(Instant time) -> ofTime(time);
      case TupleValue tuple -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, tuple);
        yield Key.of(out.toByteArray());
      }
    };
  }

  /**
   * Two bytes that hold sign and length, then the magnitude, complemented for negative numbers.
   *
   * @param value of at most 32,767 bytes
   */
  static Key ofInt(BigInteger value) {
    byte[] magnitude = magnitude(value.abs());
    int length = Math.min(magnitude.length, LARGEST);
    boolean negative = value.signum() < 0;
    int head = negative ? ZERO - length : ZERO + length;
    byte[] bytes = new byte[2 + length];
    bytes[0] = (byte) (head >> 8);
    bytes[1] = (byte) head;
    for (int at = 0; at < length; at++) {
      bytes[2 + at] = negative ? (byte) ~magnitude[at] : magnitude[at];
    }
    return Key.of(bytes);
  }

  private static byte[] magnitude(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int zeros = 0;
    while (zeros < bytes.length && bytes[zeros] == 0) {
      zeros++;
    }
    return java.util.Arrays.copyOfRange(bytes, zeros, bytes.length);
  }

  static Key ofFloat(double value) {
    return Key.of(ByteBuffer.allocate(8).putLong(ordered(value)).array());
  }

  private static long ordered(double value) {
    long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
    return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
  }

  static Key ofComplex(double re, double im) {
    return Key.of(ByteBuffer.allocate(16).putLong(ordered(re)).putLong(ordered(im)).array());
  }

  static Key ofTime(Instant time) {
    return Key.of(
        ByteBuffer.allocate(12)
            .putLong(time.getEpochSecond() ^ Long.MIN_VALUE)
            .putInt(time.getNano())
            .array());
  }

  /**
   * UTF-8, whose bytes are in the order of the code points. A lone surrogate is written like any
   * other code point, so that texts that differ have keys that differ.
   */
  public static Key ofText(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 8);
    putText(out, text);
    return Key.of(out.toByteArray());
  }

  private static void putText(ByteArrayOutputStream out, String text) {
    for (int at = 0; at < text.length(); ) {
      int code = text.codePointAt(at);
      at += Character.charCount(code);
      if (code < 0x80) {
        out.write(code);
      } else if (code < 0x800) {
        out.write(0xc0 | code >> 6);
        out.write(0x80 | code & 0x3f);
      } else if (code < 0x10000) {
        out.write(0xe0 | code >> 12);
        out.write(0x80 | code >> 6 & 0x3f);
        out.write(0x80 | code & 0x3f);
      } else {
        out.write(0xf0 | code >> 18);
        out.write(0x80 | code >> 12 & 0x3f);
        out.write(0x80 | code >> 6 & 0x3f);
        out.write(0x80 | code & 0x3f);
      }
    }
  }

  private static void put(ByteArrayOutputStream out, AttributeValue value) {
    switch (value) {
      case IntValue(BigInteger number) -> putNumber(out, new BigDecimal(number));
      case FloatValue(double number) -> {
        if (Double.isFinite(number)) {
          putNumber(out, new BigDecimal(number));
        } else {
          tagged(out, 'f', ofFloat(number).bytes());
        }
      }
      case ComplexValue complex -> tagged(out, 'c', of(complex).bytes());
      case TextValue(String text) -> tagged(out, 's', ofText(text).bytes());
      case TimeValue(Instant time) -> tagged(out, 't', ofTime(time).bytes());
      case TupleValue(java.util.List<AttributeValue> values) -> {
        out.write('(');
        values.forEach(each -> put(out, each));
        out.write(')');
      }
    }
  }

  private static void putNumber(ByteArrayOutputStream out, BigDecimal number) {
    BigDecimal bare = number.stripTrailingZeros();
    byte[] digits = bare.unscaledValue().toByteArray();
    tagged(
        out, 'n', ByteBuffer.allocate(4 + digits.length).putInt(bare.scale()).put(digits).array());
  }

  private static void tagged(ByteArrayOutputStream out, char tag, byte[] bytes) {
    out.write(tag);
    out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }
}
