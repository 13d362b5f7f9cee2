package io.hypertile.filter;

import io.hypertile.error.ServiceException;
import io.hypertile.filter.BoundFilter.Bound;
import io.hypertile.filter.FilterExpression.Literal;
import io.hypertile.filter.FilterExpression.Operator;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue.ComplexValue;
import io.hypertile.text.IsoTime;
import io.hypertile.text.TimeForms;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One comparison of a field with a literal, brought to the field's own type. */
final class LiteralTest {
  private final Field field;
  private final Operator operator;
  private final Literal literal;

  private LiteralTest(Field field, Operator operator, Literal literal) {
    this.field = field;
    this.operator = operator;
    this.literal = literal;
  }

  /**
   * The test that a comparison means.
   *
   * @param literal any but null
   * @throws ServiceException {@code invalid-filter} if it does not fit the field's type
   */
  static BoundFilter of(Field field, Operator operator, Literal literal) {
    return new LiteralTest(field, operator, literal).bind();
  }

  private BoundFilter bind() {
    return switch (field) {
      case Field.Id ignored -> text("an id in quotes or bare");
      case Field.Attribute attribute ->
          switch (attribute.schema().type()) {
            case AttributeType.Plain plain ->
                switch (plain) {
                  case INT -> whole();
                  case FLOAT -> real(DType.FLOAT64);
                  case COMPLEX -> complex();
                  case STRING -> text("a text in quotes");
                  case DATETIME -> time();
                  case TUPLE -> tuple();
                };
            case AttributeType.Numeric(DType dtype) ->
                switch (dtype.kind()) {
                  case SIGNED, UNSIGNED -> whole();
                  case FLOAT -> real(dtype);
                  case COMPLEX -> complex();
                };
          };
    };
  }

  private BoundFilter text(String accepted) {
    if (literal instanceof Literal.Text text) {
      return test(Keys.ofText(text.text()));
    }
    throw wrong(accepted);
  }

  private BoundFilter time() {
    return switch (literal) {
      case Literal.Time time -> test(Keys.ofTime(time.value()));
      case Literal.Text text ->
          test(Keys.ofTime(IsoTime.parse(text.text()).orElseThrow(() -> wrongTime(text.text()))));
      case Literal.Whole ignored -> throw wrongTime();
      case Literal.Real ignored -> throw wrongTime();
      case Literal.Truth ignored -> throw wrongTime();
      case Literal.Null ignored -> throw wrongTime();
      case Literal.Items ignored -> throw wrongTime();
    };
  }

  private ServiceException wrongTime(String text) {
    return TimeForms.advice(text)
        .map(advice -> FilterFault.on(field.name(), literal.column(), advice))
        .orElseGet(this::wrongTime);
  }

  private ServiceException wrongTime() {
    return wrong("an ISO 8601 time such as 2023-01-03T00:00:00Z");
  }

  /** An int attribute; between two whole numbers there is none. */
  private BoundFilter whole() {
    if (literal instanceof Literal.Whole(int ignored, BigInteger value)) {
      return test(Keys.ofInt(value));
    }
    if (!(literal instanceof Literal.Real real)) {
      throw wrong("a number");
    }
    BigDecimal exact = new BigDecimal(real.value());
    BigInteger floor = exact.setScale(0, RoundingMode.FLOOR).toBigInteger();
    if (exact.compareTo(new BigDecimal(floor)) == 0) {
      return test(Keys.ofInt(floor));
    }
    return between(Keys.ofInt(floor), Keys.ofInt(floor.add(BigInteger.ONE)));
  }

  private BoundFilter real(DType dtype) {
    return switch (literal) {
      case Literal.Real real -> test(Keys.ofFloat(rounded(dtype, real.value())));
      case Literal.Whole(int ignored, BigInteger value) -> real(value);
      case Literal.Text text ->
          switch (text.text()) {
            case "Infinity" -> test(Keys.INFINITY);
            case "-Infinity" -> test(Keys.ofFloat(Double.NEGATIVE_INFINITY));
            case "NaN" -> unequalToAll();
            default -> throw wrongReal();
          };
      case Literal.Time ignored -> throw wrongReal();
      case Literal.Truth ignored -> throw wrongReal();
      case Literal.Null ignored -> throw wrongReal();
      case Literal.Items ignored -> throw wrongReal();
    };
  }

  private ServiceException wrongReal() {
    return wrong("a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
  }

  /** A float attribute and a whole number, which may lie between two floats. */
  private BoundFilter real(BigInteger value) {
    double nearest = value.doubleValue();
    int order =
        Double.isInfinite(nearest)
            ? (nearest > 0 ? 1 : -1)
            : new BigDecimal(nearest).compareTo(new BigDecimal(value));
    if (order == 0) {
      return test(Keys.ofFloat(nearest));
    }
    return order > 0
        ? between(Keys.ofFloat(Math.nextDown(nearest)), Keys.ofFloat(nearest))
        : between(Keys.ofFloat(nearest), Keys.ofFloat(Math.nextUp(nearest)));
  }

  /** Compares like NumPy: a literal takes on the type of the array's value where it fits. */
  private static double rounded(DType dtype, double value) {
    double narrow =
        switch (dtype.componentSize()) {
          case 2 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
          case 4 -> (float) value;
          default -> value;
        };
    return Double.isInfinite(narrow) ? value : narrow;
  }

  private BoundFilter complex() {
    requireEquality("complex numbers");
    Optional<ComplexValue> value = LiteralValues.findComplex(literal);
    ComplexValue number =
        value.orElseThrow(() -> wrong("[re, im], a number, or text such as \"(1+2j)\""));
    return Double.isNaN(number.re()) || Double.isNaN(number.im())
        ? unequalToAll()
        : test(Keys.of(number));
  }

  private BoundFilter tuple() {
    requireEquality("tuples");
    return test(
        Keys.of(
            LiteralValues.findTuple(literal)
                .orElseThrow(() -> wrong("a list of numbers, texts, times and lists"))));
  }

  private void requireEquality(String what) {
    if (operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) {
      throw FilterFault.on(
          field.name(),
          literal.column(),
          "The attribute "
              + field.name()
              + " holds "
              + what
              + ", which have no order; compare them with ==, != or in.");
    }
  }

  /** The comparison with a value of the field's type. */
  private BoundFilter test(Key key) {
    BoundFilter equal = new BoundFilter.OneOf(field, Set.of(key));
    return switch (operator) {
      case EQUAL -> equal;
      case NOT_EQUAL -> new BoundFilter.And(List.of(present(), new BoundFilter.Not(equal)));
      case LESS -> below(key, false);
      case LESS_OR_EQUAL -> below(key, true);
      case GREATER -> above(key, false);
      case GREATER_OR_EQUAL -> above(key, true);
    };
  }

  /** The comparison with a value between two neighbours of the field's type. */
  private BoundFilter between(Key below, Key above) {
    return switch (operator) {
      case EQUAL -> BoundFilter.NONE;
      case NOT_EQUAL -> present();
      case LESS, LESS_OR_EQUAL -> below(below, true);
      case GREATER, GREATER_OR_EQUAL -> above(above, true);
    };
  }

  private BoundFilter unequalToAll() {
    return operator == Operator.NOT_EQUAL ? present() : BoundFilter.NONE;
  }

  private BoundFilter present() {
    return new BoundFilter.Not(new BoundFilter.Absent(field));
  }

  private BoundFilter below(Key key, boolean inclusive) {
    return new BoundFilter.Between(field, Optional.empty(), Optional.of(new Bound(key, inclusive)));
  }

  /** NaN has a key above all floats, and is greater than none. */
  private BoundFilter above(Key key, boolean inclusive) {
    Optional<Bound> top =
        isFloat() ? Optional.of(new Bound(Keys.INFINITY, true)) : Optional.empty();
    return new BoundFilter.Between(field, Optional.of(new Bound(key, inclusive)), top);
  }

  private boolean isFloat() {
    return field instanceof Field.Attribute attribute
        && switch (attribute.schema().type()) {
          case AttributeType.Plain plain -> plain == AttributeType.Plain.FLOAT;
          case AttributeType.Numeric(DType dtype) -> dtype.kind() == DType.Kind.FLOAT;
        };
  }

  private ServiceException wrong(String accepted) {
    return FilterFault.on(
        field.name(),
        literal.column(),
        "%s is compared with %s, not %s."
            .formatted(
                field instanceof Field.Id ? "The id" : "The attribute " + field.name(),
                accepted,
                LiteralValues.shown(literal)));
  }
}
