package io.hypertile.partition;

import java.util.Optional;

/**
 * Ways to put rows into a partition that has rows already (zcollection-rules.md 48 to 64).
 * Immutable.
 */
public sealed interface MergeStrategy {
  /** The new rows alone. */
  record Replace() implements MergeStrategy {}

  /** The old rows, then the new ones. */
  record Concat() implements MergeStrategy {}

  /** New rows, and old ones outside of the time that the new ones span, in the order of time. */
  record TimeSeries() implements MergeStrategy {}

  /** New rows, and old ones whose time no new one has, in the order of time. */
  record Upsert() implements MergeStrategy {}

  /**
   * New rows, and old ones that no new one is near to, in the order of time.
   *
   * @param tolerance the greatest distance that is near, at least 0, in the unit of the axis
   */
  record UpsertWithin(double tolerance) implements MergeStrategy {}

  /** The strategy of a name without settings. */
  static Optional<MergeStrategy> byName(String name) {
    return switch (name) {
      case "replace" -> Optional.of(new Replace());
      case "concat" -> Optional.of(new Concat());
      case "time_series" -> Optional.of(new TimeSeries());
      case "upsert" -> Optional.of(new Upsert());
      default -> Optional.empty();
    };
  }

  /** Whether rows are told apart and put in order by the values of the axis. */
  default boolean needsAxis() {
    return switch (this) {
      case Replace ignored -> false;
      case Concat ignored -> false;
      case TimeSeries ignored -> true;
      case Upsert ignored -> true;
      case UpsertWithin ignored -> true;
    };
  }
}
