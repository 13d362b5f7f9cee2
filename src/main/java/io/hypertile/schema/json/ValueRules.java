package io.hypertile.schema.json;

import io.hypertile.json.JsonNumbers;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import java.math.BigInteger;
import java.util.Optional;

/** Values brought to a NumPy type: in range, and rounded as the type rounds. */
public final class ValueRules {
  private ValueRules() {}

  /** The integer, empty when the type does not hold it. */
  public static Optional<AttributeValue> findInt(DType dtype, BigInteger value) {
    return IntegerRange.holds(dtype, value) ? Optional.of(new IntValue(value)) : Optional.empty();
  }

  /** The float, empty when it is finite and the type has none as large. */
  public static Optional<AttributeValue> findFloat(DType dtype, double value) {
    double rounded = rounded(dtype, value);
    return lost(value, rounded) ? Optional.empty() : Optional.of(new FloatValue(rounded));
  }

  /** The complex number, empty when a part is finite and the type has none as large. */
  public static Optional<AttributeValue> findComplex(DType dtype, ComplexValue value) {
    double re = rounded(dtype, value.re());
    double im = rounded(dtype, value.im());
    return lost(value.re(), re) || lost(value.im(), im)
        ? Optional.empty()
        : Optional.of(new ComplexValue(re, im));
  }

  private static boolean lost(double value, double rounded) {
    return Double.isInfinite(rounded) && !Double.isInfinite(value);
  }

  private static double rounded(DType dtype, double value) {
    return switch (dtype.componentSize()) {
      case 2 -> Float.float16ToFloat(JsonNumbers.half(value));
      case 4 -> (float) value;
      default -> value;
    };
  }

  /** Names the values that a type takes, for messages. */
  public static String accepted(AttributeType type) {
    return switch (type) {
      case AttributeType.Plain plain ->
          switch (plain) {
            case INT -> "an integer without point or exponent";
            case FLOAT -> "a number, \"NaN\", \"Infinity\" or \"-Infinity\"";
            case COMPLEX -> "[re, im], a number, or text such as \"(1+2j)\"";
            case STRING -> "text";
            case DATETIME -> "an ISO 8601 time such as \"2023-01-03T00:00:00Z\"";
            case TUPLE -> "a list of numbers, texts and lists";
          };
      case AttributeType.Numeric(DType dtype) ->
          switch (dtype.kind()) {
            case SIGNED, UNSIGNED ->
                "an integer from " + IntegerRange.min(dtype) + " to " + IntegerRange.max(dtype);
            case FLOAT ->
                "a number in the range of %s, \"NaN\", \"Infinity\" or \"-Infinity\""
                    .formatted(dtype.numpyName());
            case COMPLEX ->
                "[re, im], a number, or text such as \"(1+2j)\", in the range of "
                    + dtype.numpyName();
          };
    };
  }
}
