package io.hypertile.dataset.query;

import io.hypertile.dataset.ArrayName;
import io.hypertile.error.ServiceException;
import io.hypertile.error.SyntaxException;
import io.hypertile.filter.FilterExpression;
import io.hypertile.filter.FilterExpression.Comparison;
import io.hypertile.filter.FilterExpression.Literal;
import io.hypertile.filter.FilterExpression.Membership;
import io.hypertile.filter.FilterExpression.Name;
import io.hypertile.filter.FilterExpression.Operator;
import io.hypertile.filter.FilterParser;
import io.hypertile.text.IsoTime;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Binds conditions, written as filters are, to what datasets have: {@code temperature.max > 30 and
 * platform == "ship"}.
 *
 * <p>{@code ARRAY.max}, {@code ARRAY.min}, {@code ARRAY.null_count} and {@code ARRAY.row_count} are
 * figures of an array; {@code name} without back quotes is the dataset's name; every other name is
 * an attribute of the dataset. A dataset without the array or the attribute has no value, as one
 * whose cells are all null has no extremes: {@code == null} is true then and every other comparison
 * false. So is a comparison with a value of another kind, except {@code !=}. A NaN among cells that
 * do not have it for their fill value is above all numbers.
 */
public final class ConditionBinder {
  private final MergedSchema schema;

  private ConditionBinder(MergedSchema schema) {
    this.schema = schema;
  }

  /**
   * Reads a condition and binds it.
   *
   * @param schema of the datasets that it will be asked of
   * @throws SyntaxException {@code invalid-filter} if the text is not a condition
   * @throws ServiceException {@code invalid-filter} with {@code attribute} and {@code column} if no
   *     dataset has what a name stands for, or a literal can be compared with no value of it
   */
  public static DatasetCondition bind(String text, MergedSchema schema) {
    FilterExpression expression = FilterParser.parse(text);
    return schema.datasets() == 0
        ? DatasetCondition.NONE
        : new ConditionBinder(schema).bind(expression);
  }

  private DatasetCondition bind(FilterExpression expression) {
    return switch (expression) {
      case FilterExpression.And and ->
          new DatasetCondition.And(and.operands().stream().map(this::bind).toList());
      case FilterExpression.Or or ->
          new DatasetCondition.Or(or.operands().stream().map(this::bind).toList());
      case FilterExpression.Not not -> new DatasetCondition.Not(bind(not.operand()));
      case Comparison comparison ->
          test(field(comparison.name()), comparison.operator(), comparison.literal());
      case Membership membership -> membership(membership);
    };
  }

  /** A field and the kinds of values that datasets have in it. */
  private record Known(QueryField field, Set<ValueKind> kinds) {}

  /**
   * The field that a name stands for.
   *
   * @throws ServiceException {@code invalid-filter} if there are datasets and none of them has it
   */
  static QueryField field(Name name, MergedSchema schema) {
    return schema.datasets() == 0
        ? new QueryField.Attribute(name.text())
        : new ConditionBinder(schema).field(name).field();
  }

  private Known field(Name name) {
    if (name.text().equals("name") && !name.quoted()) {
      return new Known(new QueryField.Name(), EnumSet.of(ValueKind.TEXT));
    }
    for (QueryField.Figure figure : QueryField.Figure.values()) {
      String ending = figure.ending();
      if (name.text().endsWith(ending)) {
        String array = name.text().substring(0, name.text().length() - ending.length());
        Optional<MergedSchema.MergedArray> found = schema.find(array);
        if (found.isPresent()) {
          Set<ValueKind> kinds =
              figure.isExtreme() ? found.get().kinds() : EnumSet.of(ValueKind.NUMBER);
          return new Known(new QueryField.Statistic(new ArrayName(array), figure), kinds);
        }
      }
    }
    MergedSchema.MergedAttribute attribute = schema.attributes().get(name.text());
    if (attribute == null) {
      throw ConditionFaults.unknown(schema, name);
    }
    return new Known(new QueryField.Attribute(name.text()), attribute.kinds());
  }

  private DatasetCondition test(Known known, Operator operator, Literal literal) {
    if (literal instanceof Literal.Null) {
      DatasetCondition absent = new DatasetCondition.Absent(known.field);
      return switch (operator) {
        case EQUAL -> absent;
        case NOT_EQUAL -> new DatasetCondition.Not(absent);
        case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
            throw ConditionFaults.on(
                known.field.text(),
                literal.column(),
                "null stands in no order; test for it with == null or != null.");
      };
    }
    return new DatasetCondition.Compared(known.field, operator, comparand(known, literal));
  }

  /** {@code in} means equal to some, {@code not in} unequal to all, of a value that is there. */
  private DatasetCondition membership(Membership membership) {
    Known known = field(membership.name());
    List<DatasetCondition> some = new ArrayList<>();
    for (Literal literal : membership.literals()) {
      some.add(test(known, Operator.EQUAL, literal));
    }
    if (!membership.negated()) {
      return new DatasetCondition.Or(some);
    }
    some.add(new DatasetCondition.Absent(known.field));
    return new DatasetCondition.Not(new DatasetCondition.Or(some));
  }

  private static Comparand comparand(Known known, Literal literal) {
    Optional<Comparand> comparand =
        switch (literal) {
          case Literal.Whole(int ignored, BigInteger value) ->
              Optional.of(Comparand.Number.of(value));
          case Literal.Real real -> Optional.of(Comparand.Number.of(real.value()));
          case Literal.Time time -> Optional.of(new Comparand.Time(nanoseconds(time.value())));
          case Literal.Text text -> Optional.of(text(text.text()));
          case Literal.Truth truth -> Optional.of(new Comparand.Truth(truth.value()));
          case Literal.Null ignored -> Optional.empty();
          case Literal.Items ignored -> Optional.empty();
        };
    return comparand
        .filter(given -> known.kinds.stream().anyMatch(given::fits))
        .orElseThrow(() -> ConditionFaults.unfit(known.field.text(), known.kinds, literal));
  }

  private static Comparand text(String text) {
    return switch (text) {
      case "NaN" -> new Comparand.Special(Double.NaN, text);
      case "Infinity" -> new Comparand.Special(Double.POSITIVE_INFINITY, text);
      case "-Infinity" -> new Comparand.Special(Double.NEGATIVE_INFINITY, text);
      default -> new Comparand.Text(text, IsoTime.parse(text).map(ConditionBinder::nanoseconds));
    };
  }

  private static BigInteger nanoseconds(Instant time) {
    return BigInteger.valueOf(time.getEpochSecond())
        .multiply(BigInteger.valueOf(1_000_000_000))
        .add(BigInteger.valueOf(time.getNano()));
  }
}
