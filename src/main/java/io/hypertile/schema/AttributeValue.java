package io.hypertile.schema;

import io.hypertile.text.NumberReading;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
  record ComplexValue(double re, double im) implements AttributeValue {
    /** The number of a text such as {@code (1+2j)}, {@code 3j}, {@code 1.5} or {@code nan}. */
    public static Optional<ComplexValue> find(String text) {
      return NumberReading.findParts(text)
          .map(parts -> new ComplexValue(part(parts.re()), part(parts.im())));
    }

    /**
     * Like {@link #find}, but empty for digits that overflow to an infinity, as the word does not.
     */
    public static Optional<ComplexValue> findExact(String text) {
      return find(text)
          .filter(value ->
              !(Double.isInfinite(value.re()) || Double.isInfinite(value.im()))
                  || text.toLowerCase(Locale.ROOT).contains("inf"));
    }

    private static double part(String text) {
      return NumberReading.findFloat(text).orElseThrow();
    }
  }

  /** A text. */
  record TextValue(String value) implements AttributeValue {}

  /** A time with microseconds at the finest. */
  record TimeValue(Instant value) implements AttributeValue {}

  /**
   * Element of a tuple from its text: a complex number if it is one in brackets (deker-layout.md,
   * "Metadata text").
   */
  static AttributeValue inTuple(String text) {
    boolean bracketed = text.startsWith("(") && text.endsWith("j)");
    Optional<ComplexValue> complex = bracketed ? ComplexValue.find(text) : Optional.empty();
    return complex.<AttributeValue>map(value -> value).orElseGet(() -> new TextValue(text));
  }

  /** A tuple, possibly empty. */
  record TupleValue(List<AttributeValue> values) implements AttributeValue {}
}
