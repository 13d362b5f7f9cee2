package io.hypertile.filter;

import io.hypertile.filter.FilterExpression.Literal;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.schema.AttributeValue.FloatValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import io.hypertile.text.Quoting;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Literals as attribute values, where these have parts. */
final class LiteralValues {
  private LiteralValues() {}

  static Optional<ComplexValue> findComplex(Literal literal) {
    return switch (literal) {
      case Literal.Whole(int ignored, BigInteger value) -> finite(value.doubleValue(), 0);
      case Literal.Real real -> finite(real.value(), 0);
      case Literal.Text text -> ComplexValue.findExact(text.text());
      case Literal.Items(int ignored, List<Literal> items) -> {
        if (items.size() != 2) {
          yield Optional.empty();
        }
        Optional<Double> re = part(items.get(0));
        Optional<Double> im = part(items.get(1));
        yield re.isPresent() && im.isPresent()
            ? Optional.of(new ComplexValue(re.get(), im.get()))
            : Optional.empty();
      }
      case Literal.Time ignored -> Optional.empty();
      case Literal.Truth ignored -> Optional.empty();
      case Literal.Null ignored -> Optional.empty();
    };
  }

  private static Optional<ComplexValue> finite(double re, double im) {
    return Double.isFinite(re) ? Optional.of(new ComplexValue(re, im)) : Optional.empty();
  }

  private static Optional<Double> part(Literal literal) {
    Optional<Double> value =
        switch (literal) {
          case Literal.Whole(int ignored, BigInteger whole) -> Optional.of(whole.doubleValue());
          case Literal.Real real -> Optional.of(real.value());
          case Literal.Text text -> special(text.text());
          case Literal.Time ignored -> Optional.empty();
          case Literal.Truth ignored -> Optional.empty();
          case Literal.Null ignored -> Optional.empty();
          case Literal.Items ignored -> Optional.empty();
        };
    return value.filter(number -> !Double.isInfinite(number) || literal instanceof Literal.Text);
  }

  private static Optional<Double> special(String text) {
    return switch (text) {
      case "NaN" -> Optional.of(Double.NaN);
      case "Infinity" -> Optional.of(Double.POSITIVE_INFINITY);
      case "-Infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
      default -> Optional.empty();
    };
  }

  static Optional<TupleValue> findTuple(Literal literal) {
    return literal instanceof Literal.Items items
        ? item(items).map(TupleValue.class::cast)
        : Optional.empty();
  }

  /** Within a tuple, a text such as {@code "(1+2j)"} is a complex number, as in documents. */
  private static Optional<AttributeValue> item(Literal literal) {
    return switch (literal) {
      case Literal.Whole(int ignored, BigInteger value) -> Optional.of(new IntValue(value));
      case Literal.Real real -> Optional.of(new FloatValue(real.value()));
      case Literal.Time time -> Optional.of(new TimeValue(time.value()));
      case Literal.Text text -> Optional.of(AttributeValue.inTuple(text.text()));
      case Literal.Truth ignored -> Optional.empty();
      case Literal.Null ignored -> Optional.empty();
      case Literal.Items(int ignored, List<Literal> items) -> {
        List<AttributeValue> values = new ArrayList<>();
        for (Literal each : items) {
          item(each).ifPresent(values::add);
        }
        yield values.size() == items.size()
            ? Optional.of(new TupleValue(List.copyOf(values)))
            : Optional.empty();
      }
    };
  }

  /** A literal as a sentence can show it. */
  static String shown(Literal literal) {
    return switch (literal) {
      case Literal.Whole(int ignored, BigInteger value) ->
          "the number " + Quoting.shortened(value.toString());
      case Literal.Real real -> "the number " + real.written();
      case Literal.Text text -> "the text '" + Quoting.shortened(text.text()) + "'";
      case Literal.Time time -> "the time " + time.written();
      case Literal.Truth truth -> Boolean.toString(truth.value());
      case Literal.Null ignored -> "null";
      case Literal.Items ignored -> "a list";
    };
  }
}
