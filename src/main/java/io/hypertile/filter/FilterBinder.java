package io.hypertile.filter;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.FilterExpression.Comparison;
import io.hypertile.filter.FilterExpression.Literal;
import io.hypertile.filter.FilterExpression.Membership;
import io.hypertile.filter.FilterExpression.Name;
import io.hypertile.filter.FilterExpression.Operator;
import io.hypertile.schema.AttributeSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Binds filters to the attributes of a schema.
 *
 * <p>{@code == null} and {@code != null} test for absence, and {@code null} may be a member of
 * {@code in (…)}; every other comparison of an absent value is false, {@code !=} and {@code not in}
 * included. NaN equals nothing, is unequal to everything and has no order. Whole numbers are
 * compared exactly with attributes of int and float types; a literal with a point or an exponent is
 * a 64-bit float, rounded first to the type of a narrower float attribute. Times are compared by
 * instant, texts by code point. Complex numbers, written {@code [re, im]}, as a number or as
 * Python's text, and tuples, written as lists, are equal or not and have no order.
 */
public final class FilterBinder {
  private final List<AttributeSchema> fields;

  private FilterBinder(List<AttributeSchema> fields) {
    this.fields = fields;
  }

  /**
   * Binds a filter.
   *
   * @throws ServiceException {@code invalid-filter} with {@code attribute} and {@code column}, if
   *     an attribute is unknown or a literal does not fit its type
   */
  public static BoundFilter bind(FilterExpression expression, List<AttributeSchema> fields) {
    return new FilterBinder(fields).bind(expression);
  }

  private BoundFilter bind(FilterExpression expression) {
    return switch (expression) {
      case FilterExpression.And and ->
          new BoundFilter.And(and.operands().stream().map(this::bind).toList());
      case FilterExpression.Or or ->
          new BoundFilter.Or(or.operands().stream().map(this::bind).toList());
      case FilterExpression.Not not -> new BoundFilter.Not(bind(not.operand()));
      case Comparison comparison -> comparison(comparison);
      case Membership membership -> membership(membership);
    };
  }

  /**
   * Finds the field of a name: {@code id} without quotes is the array's id, every other name an
   * attribute.
   *
   * @param code the code of the refusal
   */
  static Field field(List<AttributeSchema> fields, Name name, ErrorCode code) {
    boolean id = name.text().equals("id");
    Optional<AttributeSchema> attribute =
        fields.stream().filter(each -> each.name().equals(name.text())).findFirst();
    if (id && (!name.quoted() || attribute.isEmpty())) {
      return new Field.Id();
    }
    return new Field.Attribute(
        attribute.orElseThrow(() -> FilterFault.unknown(code, fields, name.text(), name.column())));
  }

  private BoundFilter comparison(Comparison comparison) {
    Field field = field(fields, comparison.name(), ErrorCode.INVALID_FILTER);
    BoundFilter absent = new BoundFilter.Absent(field);
    if (!(comparison.literal() instanceof Literal.Null)) {
      return LiteralTest.of(field, comparison.operator(), comparison.literal());
    }
    return switch (comparison.operator()) {
      case EQUAL -> absent;
      case NOT_EQUAL -> new BoundFilter.Not(absent);
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          throw FilterFault.on(
              field.name(),
              comparison.literal().column(),
              "null stands in no order; test for it with == null or != null.");
    };
  }

  /** {@code in} means equal to some, {@code not in} unequal to all. */
  private BoundFilter membership(Membership membership) {
    Field field = field(fields, membership.name(), ErrorCode.INVALID_FILTER);
    BoundFilter absent = new BoundFilter.Absent(field);
    boolean hasNull = false;
    Set<Key> keys = new LinkedHashSet<>();
    for (Literal literal : membership.literals()) {
      if (literal instanceof Literal.Null) {
        hasNull = true;
      } else if (LiteralTest.of(field, Operator.EQUAL, literal)
          instanceof BoundFilter.OneOf equal) {
        keys.addAll(equal.keys());
      }
    }
    List<BoundFilter> some = new ArrayList<>();
    if (!keys.isEmpty()) {
      some.add(new BoundFilter.OneOf(field, keys));
    }
    if (!membership.negated()) {
      if (hasNull) {
        some.add(absent);
      }
      return some.size() == 1 ? some.getFirst() : new BoundFilter.Or(some);
    }
    return new BoundFilter.Not(
        new BoundFilter.Or(some.isEmpty() ? List.of(absent) : List.of(some.getFirst(), absent)));
  }
}
