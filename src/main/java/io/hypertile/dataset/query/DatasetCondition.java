package io.hypertile.dataset.query;

import io.hypertile.dataset.DatasetFacts;
import io.hypertile.filter.FilterExpression.Operator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A condition on the name, the attributes and the statistics of a dataset. It is decided without
 * reading a cell, and holds for every dataset whose cells may bear it out (atlas-rules.md 83).
 * Immutable.
 */
public sealed interface DatasetCondition {
  /** Every dataset. */
  DatasetCondition ALL = new And(List.of());

  /** No dataset. */
  DatasetCondition NONE = new Or(List.of());

  /** Whether a dataset is meant. */
  boolean matches(DatasetFacts dataset);

  /** Both conditions hold. */
  default DatasetCondition and(DatasetCondition other) {
    if (equals(ALL)) {
      return other;
    }
    return other.equals(ALL) ? this : new And(List.of(this, other));
  }

  /** All operands hold; true without any. */
  record And(List<DatasetCondition> operands) implements DatasetCondition {
    @Override
    public boolean matches(DatasetFacts dataset) {
      for (DatasetCondition operand : operands) {
        if (!operand.matches(dataset)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Some operand holds; false without any. */
  record Or(List<DatasetCondition> operands) implements DatasetCondition {
    @Override
    public boolean matches(DatasetFacts dataset) {
      for (DatasetCondition operand : operands) {
        if (operand.matches(dataset)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The operand does not hold. */
  record Not(DatasetCondition operand) implements DatasetCondition {
    @Override
    public boolean matches(DatasetFacts dataset) {
      return !operand.matches(dataset);
    }
  }

  /** The name begins with a text. */
  record Prefix(String text) implements DatasetCondition {
    @Override
    public boolean matches(DatasetFacts dataset) {
      return dataset.name().text().startsWith(text);
    }
  }

  /** There is no value. */
  record Absent(QueryField field) implements DatasetCondition {
    @Override
    public boolean matches(DatasetFacts dataset) {
      return field.value(dataset).isEmpty();
    }
  }

  /** There is a value, which compares with a literal in a way. */
  record Compared(QueryField field, Operator operator, Comparand literal)
      implements DatasetCondition {
    @Override
    public boolean matches(DatasetFacts dataset) {
      Optional<FieldValue> value = field.value(dataset);
      return value.isPresent() && holds(literal.compare(value.get()));
    }

    private boolean holds(OptionalInt order) {
      if (order.isEmpty()) {
        return operator == Operator.NOT_EQUAL;
      }
      int sign = order.getAsInt();
      return switch (operator) {
        case EQUAL -> sign == 0;
        case NOT_EQUAL -> sign != 0;
        case LESS -> sign < 0;
        case LESS_OR_EQUAL -> sign <= 0;
        case GREATER -> sign > 0;
        case GREATER_OR_EQUAL -> sign >= 0;
      };
    }
  }
}
