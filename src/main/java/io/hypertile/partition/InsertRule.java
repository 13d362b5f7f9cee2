package io.hypertile.partition;

import io.hypertile.array.Precondition;

/**
 * Rule by which rows are put into partitions.
 *
 * @param merge what becomes of rows that are there
 * @param isOverwriting whether partitions that are there may be changed
 * @param condition holds for the {@linkplain PartitionsState#version version} of the partitions
 *     that are there and would be changed, or nothing is changed
 * @param isEarly whether the insert is over as soon as it is durable: all who read the collection
 *     from then on see it, and may have to wait until it is in its files
 */
public record InsertRule(
    MergeStrategy merge, boolean isOverwriting, Precondition condition, boolean isEarly) {
  /** A rule by which an insert is over when it is in its files. */
  public InsertRule(MergeStrategy merge, boolean isOverwriting, Precondition condition) {
    this(merge, isOverwriting, condition, false);
  }

  /** A rule without a condition. */
  public static InsertRule of(MergeStrategy merge) {
    return new InsertRule(merge, true, Precondition.NONE);
  }
}
