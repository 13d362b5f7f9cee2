package io.hypertile.schema;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/** Value of an attribute. An attribute that was not given is null in {@link Attributes}. */
public sealed interface AttributeValue {
  /** A whole number of any size. */
  record IntValue(BigInteger value) implements AttributeValue {
    /** A whole number. */
    public static IntValue of(long value) {
      return new IntValue(BigInteger.valueOf(value));
    }
  }

  /** A float, NaN and infinities included. */
  record FloatValue(double value) implements AttributeValue {}

  /** A complex number. */
  record ComplexValue(double re, double im) implements AttributeValue {}

  /** A text. */
  record TextValue(String value) implements AttributeValue {}

  /** A time with microseconds at the finest. */
  record TimeValue(Instant value) implements AttributeValue {}

  /** A tuple, possibly empty. */
  record TupleValue(List<AttributeValue> values) implements AttributeValue {}
}
