package io.hypertile.filter;

import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A filter bound to a schema: every value is typed, every test is true or false. Absence is tested
 * by {@link Absent} alone; every other test of an absent value is false.
 */
public sealed interface BoundFilter {
  /**
   * Whether it can come out so for an array of which no more is known than its id.
   *
   * @param outcome true for meant, false for not meant
   */
  boolean canBe(ArrayId id, boolean outcome);

  private static boolean canBe(
      Field field, ArrayId id, boolean outcome, Predicate<Optional<Key>> test) {
    return switch (field) {
      case Field.Id ignored -> test.test(Optional.of(Keys.ofText(id.text()))) == outcome;
      case Field.Attribute ignored -> true;
    };
  }

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

    @Override
    public boolean canBe(ArrayId id, boolean outcome) {
      Predicate<BoundFilter> can = operand -> operand.canBe(id, outcome);
      return outcome ? operands.stream().allMatch(can) : operands.stream().anyMatch(can);
    }
  }

  /** Some operand holds; false without any. */
  record Or(List<BoundFilter> operands) implements BoundFilter {
    @Override
    public boolean matches(ArrayHeader header) {
      return operands.stream().anyMatch(operand -> operand.matches(header));
    }

    @Override
    public boolean canBe(ArrayId id, boolean outcome) {
      Predicate<BoundFilter> can = operand -> operand.canBe(id, outcome);
      return outcome ? operands.stream().anyMatch(can) : operands.stream().allMatch(can);
    }
  }

  /** The operand does not hold. */
  record Not(BoundFilter operand) implements BoundFilter {
    @Override
    public boolean matches(ArrayHeader header) {
      return !operand.matches(header);
    }

    @Override
    public boolean canBe(ArrayId id, boolean outcome) {
      return operand.canBe(id, !outcome);
    }
  }

  /** The value is null. */
  record Absent(Field field) implements BoundFilter {
    @Override
    public boolean matches(ArrayHeader header) {
      return field.key(header).isEmpty();
    }

    @Override
    public boolean canBe(ArrayId id, boolean outcome) {
      return BoundFilter.canBe(field, id, outcome, Optional::isEmpty);
    }
  }

  /** The value is one of some, at least one. */
  record OneOf(Field field, Set<Key> keys) implements BoundFilter {
    @Override
    public boolean matches(ArrayHeader header) {
      return holds(field.key(header));
    }

    private boolean holds(Optional<Key> key) {
      return key.filter(keys::contains).isPresent();
    }

    @Override
    public boolean canBe(ArrayId id, boolean outcome) {
      return BoundFilter.canBe(field, id, outcome, this::holds);
    }
  }

  /** The value is between bounds, at least one. */
  record Between(Field field, Optional<Bound> low, Optional<Bound> high) implements BoundFilter {
    @Override
    public boolean matches(ArrayHeader header) {
      return holds(field.key(header));
    }

    @Override
    public boolean canBe(ArrayId id, boolean outcome) {
      return BoundFilter.canBe(field, id, outcome, this::holds);
    }

    private boolean holds(Optional<Key> key) {
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
