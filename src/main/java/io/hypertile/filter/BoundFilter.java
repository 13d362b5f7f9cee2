package io.hypertile.filter;

import io.hypertile.schema.ArrayHeader;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A filter bound to a schema: every value is typed, every test is true or false. Absence is tested
 * by {@link Absent} alone; every other test of an absent value is false.
 */
public sealed interface BoundFilter {
  /** Every array. */
  BoundFilter ALL = new And(List.of());

  /** No array. */
  BoundFilter NONE = new Or(List.of());

  /** Whether an array is meant. */
  boolean matches(ArrayHeader header);

  /** All operands hold; true without any. */
  record And(List<BoundFilter> operands) implements BoundFilter {
    @Override
    public boolean matches(ArrayHeader header) {
      return operands.stream().allMatch(operand -> operand.matches(header));
    }
  }

  /** Some operand holds; false without any. */
  record Or(List<BoundFilter> operands) implements BoundFilter {
    @Override
    public boolean matches(ArrayHeader header) {
      return operands.stream().anyMatch(operand -> operand.matches(header));
    }
  }

  /** The operand does not hold. */
  record Not(BoundFilter operand) implements BoundFilter {
    @Override
    public boolean matches(ArrayHeader header) {
      return !operand.matches(header);
    }
  }

  /** The value is null. */
  record Absent(Field field) implements BoundFilter {
    @Override
    public boolean matches(ArrayHeader header) {
      return field.key(header).isEmpty();
    }
  }

  /** The value is one of some, at least one. */
  record OneOf(Field field, Set<Key> keys) implements BoundFilter {
    @Override
    public boolean matches(ArrayHeader header) {
      return field.key(header).filter(keys::contains).isPresent();
    }
  }

  /** The value is between bounds, at least one. */
  record Between(Field field, Optional<Bound> low, Optional<Bound> high) implements BoundFilter {
    @Override
    public boolean matches(ArrayHeader header) {
      Optional<Key> key = field.key(header);
      return key.isPresent()
          && low.map(bound -> bound.isBelow(key.get())).orElse(true)
          && high.map(bound -> bound.isAbove(key.get())).orElse(true);
    }
  }

  /**
   * An end of a range.
   *
   * @param inclusive whether the key itself is within
   */
  record Bound(Key key, boolean inclusive) {
    boolean isBelow(Key other) {
      int order = key.compareTo(other);
      return order < 0 || (inclusive && order == 0);
    }

    boolean isAbove(Key other) {
      int order = key.compareTo(other);
      return order > 0 || (inclusive && order == 0);
    }
  }
}
