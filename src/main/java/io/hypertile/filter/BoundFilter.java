package io.hypertile.filter;

import io.hypertile.filter.Ranges.Nulls;
import io.hypertile.filter.Ranges.Range;
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
   * Decides for a set of rows from the ranges of their values. Never wrong, and cautious: where a
   * range is missing or too wide to tell, rows might match. For an empty set any answer is right.
   */
  default Decision decide(Ranges ranges) {
    if (!canBe(ranges, true)) {
      return Decision.CANNOT_MATCH;
    }
    return canBe(ranges, false) ? Decision.MIGHT_MATCH : Decision.ALWAYS_MATCHES;
  }

  /**
   * Whether it can come out so for a row with values in the ranges.
   *
   * @param outcome true for meant, false for not meant
   */
  boolean canBe(Ranges ranges, boolean outcome);

  /** Tests the range of a field; everything can be where the range is not known. */
  private static boolean mayBe(Ranges ranges, Field field, Predicate<Range> test) {
    return ranges.find(field).map(test::test).orElse(true);
  }

  /** Every row. */
  BoundFilter ALL = new And(List.of());

  /** No row. */
  BoundFilter NONE = new Or(List.of());

  /** Whether a row is meant. */
  boolean matches(Row row);

  /** All operands hold; true without any. */
  record And(List<BoundFilter> operands) implements BoundFilter {
    @Override
    public boolean matches(Row row) {
      return operands.stream().allMatch(operand -> operand.matches(row));
    }

    @Override
    public boolean canBe(Ranges ranges, boolean outcome) {
      Predicate<BoundFilter> can = operand -> operand.canBe(ranges, outcome);
      return outcome ? operands.stream().allMatch(can) : operands.stream().anyMatch(can);
    }
  }

  /** Some operand holds; false without any. */
  record Or(List<BoundFilter> operands) implements BoundFilter {
    @Override
    public boolean matches(Row row) {
      return operands.stream().anyMatch(operand -> operand.matches(row));
    }

    @Override
    public boolean canBe(Ranges ranges, boolean outcome) {
      Predicate<BoundFilter> can = operand -> operand.canBe(ranges, outcome);
      return outcome ? operands.stream().anyMatch(can) : operands.stream().allMatch(can);
    }
  }

  /** The operand does not hold. */
  record Not(BoundFilter operand) implements BoundFilter {
    @Override
    public boolean matches(Row row) {
      return !operand.matches(row);
    }

    @Override
    public boolean canBe(Ranges ranges, boolean outcome) {
      return operand.canBe(ranges, !outcome);
    }
  }

  /** The value is null. */
  record Absent(Field field) implements BoundFilter {
    @Override
    public boolean matches(Row row) {
      return row.key(field).isEmpty();
    }

    @Override
    public boolean canBe(Ranges ranges, boolean outcome) {
      return mayBe(ranges, field, range -> range.nulls() != (outcome ? Nulls.NONE : Nulls.ALL));
    }
  }

  /** The value is one of some, at least one. */
  record OneOf(Field field, Set<Key> keys) implements BoundFilter {
    @Override
    public boolean matches(Row row) {
      return row.key(field).filter(keys::contains).isPresent();
    }

    @Override
    public boolean canBe(Ranges ranges, boolean outcome) {
      return mayBe(ranges, field, outcome ? this::canHold : this::canFail);
    }

    private boolean canHold(Range range) {
      return range.nulls() != Nulls.ALL && keys.stream().anyMatch(range::mayHold);
    }

    private boolean canFail(Range range) {
      return range.nulls() != Nulls.NONE || keys.stream().noneMatch(range::isOnly);
    }
  }

  /** The value is between bounds, at least one. */
  record Between(Field field, Optional<Bound> low, Optional<Bound> high) implements BoundFilter {
    @Override
    public boolean matches(Row row) {
      return row.key(field).filter(this::holds).isPresent();
    }

    @Override
    public boolean canBe(Ranges ranges, boolean outcome) {
      return mayBe(ranges, field, outcome ? this::canHold : this::canFail);
    }

    private boolean holds(Key key) {
      return isAboveLow(key) && isBelowHigh(key);
    }

    private boolean canHold(Range range) {
      boolean below = range.high().isPresent() && !isAboveLow(range.high().get());
      boolean above = range.low().isPresent() && !isBelowHigh(range.low().get());
      return range.nulls() != Nulls.ALL && !below && !above;
    }

    private boolean canFail(Range range) {
      boolean within =
          (low.isEmpty() || range.low().filter(this::isAboveLow).isPresent())
              && (high.isEmpty() || range.high().filter(this::isBelowHigh).isPresent());
      return range.nulls() != Nulls.NONE || !within;
    }

    private boolean isAboveLow(Key key) {
      return low.map(bound -> bound.isBelow(key)).orElse(true);
    }

    private boolean isBelowHigh(Key key) {
      return high.map(bound -> bound.isAbove(key)).orElse(true);
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
