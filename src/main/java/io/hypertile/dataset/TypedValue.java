package io.hypertile.dataset;

import io.hypertile.ndarray.DType;
import java.math.BigInteger;
import java.util.List;

/**
 * Value of an attribute of a dataset or of an array, with its type (atlas-rules.md 67, 68, 72). A
 * text that looks like a time is a text. Immutable.
 */
public sealed interface TypedValue {
  /** A truth value. */
  record Truth(boolean value) implements TypedValue {}

  /**
   * A whole number.
   *
   * @param type one of the integer types, {@link DType#INT64} where no other was asked for
   * @param value within the type's range
   */
  record Whole(DType type, BigInteger value) implements TypedValue {}

  /**
   * A float.
   *
   * @param type {@link DType#FLOAT32} or {@link DType#FLOAT64}
   * @param value exactly a value of the type
   */
  record Real(DType type, double value) implements TypedValue {}

  /** A text. */
  record Text(String value) implements TypedValue {}

  /** Bytes in Base64, as documents give them. */
  record Bytes(String base64) implements TypedValue {}

  /** A time: nanoseconds since 1970 in UTC. */
  record Time(long nanoseconds) implements TypedValue {}

  /** Values of one type; a list without any is one of texts. */
  record Items(List<TypedValue> values) implements TypedValue {
    public Items {
      values = List.copyOf(values);
    }
  }

  /**
   * JSON that is none of the others, kept as it is.
   *
   * @param json an object, or a list that has values of different types
   */
  record Nested(String json) implements TypedValue {}

  /** Bytes on the heap, about. */
  default long heapBytes() {
    return switch (this) {
      case Text(String text) -> 72L + text.length();
      case Bytes(String text) -> 72L + text.length();
      case Nested(String json) -> 72L + json.length();
      case Items(List<TypedValue> values) ->
          48 + values.stream().mapToLong(TypedValue::heapBytes).sum();
      case Truth ignored -> 16;
      case Whole ignored -> 88;
      case Real ignored -> 24;
      case Time ignored -> 24;
    };
  }
}
