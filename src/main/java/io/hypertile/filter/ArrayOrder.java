package io.hypertile.filter;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.FilterExpression.Name;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An order of arrays: by some attributes, and by id among equals. Arrays without a value come last
 * in both directions, behind them those whose attributes cannot be read, by id; NaN is above
 * infinity.
 *
 * @param terms what they are sorted by; the last is the id, and only the last
 */
public record ArrayOrder(List<Term> terms) {
  /** The order by id. */
  public static final ArrayOrder BY_ID = new ArrayOrder(List.of(new Term(new Field.Id(), false)));

  /** Most attributes to sort by. */
  public static final int MAX_TERMS = SortTerm.MOST;

  /** One attribute of an order. */
  public record Term(Field field, boolean descending) {}

  /**
   * Reads an order such as {@code dt,-height}: names separated by commas, a minus in front for
   * descending. A name that is no identifier is in back quotes.
   *
   * @throws ServiceException {@code invalid-filter} with {@code parameter} if it is no order, or
   *     names an attribute that is unknown, given twice, complex or a tuple
   */
  public static ArrayOrder parse(String text, List<AttributeSchema> fields) {
    List<Term> terms = new ArrayList<>();
    Set<Field> seen = new HashSet<>();
    for (SortTerm named : SortTerm.parse(text)) {
      Term term = new Term(field(named.name(), fields), named.descending());
      if (!seen.add(term.field())) {
        throw SortTerm.fault(
            "The attribute " + term.field().name() + " is sorted by twice; name it once.",
            named.name().column());
      }
      terms.add(term);
    }
    return ended(terms);
  }

  private static Field field(Name name, List<AttributeSchema> fields) {
    Field field = found(fields, name);
    if (field instanceof Field.Attribute attribute && !isOrdered(attribute.schema())) {
      throw SortTerm.fault(
          "The attribute " + field.name() + " holds values without an order; sort by another.",
          name.column());
    }
    return field;
  }

  private static Field found(List<AttributeSchema> fields, Name name) {
    try {
      return FilterBinder.field(fields, name, ErrorCode.INVALID_FILTER);
    } catch (ServiceException e) {
      throw e.with("parameter", "sort");
    }
  }

  /**
   * The order by the primary attributes in schema order, which an index of keys has in both
   * directions; empty when there are none, or one holds values without an order.
   */
  public static Optional<ArrayOrder> ofKeys(List<AttributeSchema> fields, boolean descending) {
    List<Term> terms = new ArrayList<>();
    for (AttributeSchema attribute : fields) {
      if (!attribute.primary()) {
        continue;
      }
      if (!isOrdered(attribute)) {
        return Optional.empty();
      }
      terms.add(new Term(new Field.Attribute(attribute), descending));
    }
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    terms.add(new Term(new Field.Id(), descending));
    return Optional.of(new ArrayOrder(List.copyOf(terms)));
  }

  private static boolean isOrdered(AttributeSchema attribute) {
    return switch (attribute.type()) {
      case AttributeType.Plain plain ->
          plain != AttributeType.Plain.COMPLEX && plain != AttributeType.Plain.TUPLE;
      case AttributeType.Numeric(DType dtype) -> dtype.kind() != DType.Kind.COMPLEX;
    };
  }

  /** Ends the terms at the id; terms after it decide nothing. */
  private static ArrayOrder ended(List<Term> terms) {
    for (int at = 0; at < terms.size(); at++) {
      if (terms.get(at).field() instanceof Field.Id) {
        return new ArrayOrder(List.copyOf(terms.subList(0, at + 1)));
      }
    }
    terms.add(BY_ID.terms.getFirst());
    return new ArrayOrder(List.copyOf(terms));
  }

  /** Whether it is the order that lists have when none is asked for. */
  public boolean isById() {
    return equals(BY_ID);
  }

  /** Whether an array's id alone tells its place. */
  public boolean isOfIds() {
    return terms.getFirst().field() instanceof Field.Id;
  }

  /** Position of a row in this order: a key for each term, empty where it has no value. */
  public List<Optional<Key>> position(Row row) {
    return terms.stream().map(term -> row.key(term.field())).toList();
  }

  /** Position of an array in an order of ids. */
  public static List<Optional<Key>> positionOf(String id) {
    return List.of(Optional.of(Keys.ofText(id)));
  }
}
