package io.hypertile.partition;

import io.hypertile.array.Precondition;
import java.util.List;
import java.util.Map;

/**
 * Variables over the partitions of another collection, kept in a place of their own. Every change
 * is atomic over all partitions that it touches, durable when the call returns, and changes nothing
 * of the base. Thread-safe.
 */
public interface PartitionsView {
  /**
   * A state of the base with the present state of the view's variables. They have fill values where
   * nothing was written (zcollection-rules.md 117 to 119).
   *
   * @param base closed with the state that is returned, or when this fails
   */
  PartitionsState over(PartitionsState base);

  /**
   * Writes values of some of the view's variables for all rows of some partitions, in place of what
   * there is; other variables stay (zcollection-rules.md 116, 120, 122).
   *
   * @param base a state of the base, which the rows are those of
   * @param keys partitions of the base, in the order of the rows
   * @param values by names of variables
   * @param condition holds for the {@linkplain PartitionsState#version version} of the partitions
   *     in the view, or nothing is written
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} for what is no variable of
   *     the view and values of another type, {@code shape-mismatch} for more or less of them than
   *     there are rows, {@code version-mismatch}, {@code forbidden}; nothing has changed then
   */
  void write(
      PartitionsState base, List<PartitionKey> keys, InsertedRows values, Precondition condition);

  /**
   * Gives variables of the view the values of expressions over each partition by itself, in which
   * those of the base are as well (zcollection-rules.md 116, 122).
   *
   * @param base a state of the base
   * @param expressions texts by names of variables of the view; all see the state before the update
   * @param keys partitions of the base
   * @param condition as for {@link #write}
   * @return the partitions that were written, in their order
   * @throws io.hypertile.error.ServiceException as {@link Partitions#update}
   */
  List<PartitionKey> update(
      PartitionsState base,
      Map<String, String> expressions,
      List<PartitionKey> keys,
      Precondition condition);
}
