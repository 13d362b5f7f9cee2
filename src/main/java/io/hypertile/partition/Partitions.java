package io.hypertile.partition;

import io.hypertile.array.Precondition;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The partitions of one collection. Every change is atomic over all partitions that it touches,
 * seen by all states that are opened after it, and durable when the call returns. A change that
 * others came before is made again for what they left. Thread-safe.
 */
public interface Partitions {
  /** The present state, which the caller closes. */
  PartitionsState open();

  /**
   * Inserts rows: each goes to the partition of its key.
   *
   * @param rows variables of the schema, the keys among them; those that do not span the axis
   *     replace what there is
   * @param rule what becomes of rows that are there, and the condition of all
   * @return the partitions that were written, in the order of their first rows
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} for variables that the
   *     schema does not have so, or without those that are needed, {@code shape-mismatch} for
   *     lengths, {@code value-out-of-range} for rows without a partition, {@code already-exists}
   *     for a partition that must not be changed, {@code version-mismatch}, {@code forbidden};
   *     nothing has changed then
   */
  List<PartitionKey> insert(InsertedRows rows, InsertRule rule);

  /** Inserts rows without a condition, as {@link #insert(InsertedRows, InsertRule)}. */
  default List<PartitionKey> insert(InsertedRows rows, MergeStrategy merge, boolean isOverwriting) {
    return insert(rows, new InsertRule(merge, isOverwriting, Precondition.NONE));
  }

  /** Removes partitions without a condition, as {@link #drop(Predicate, Precondition)}. */
  default List<PartitionKey> drop(Predicate<PartitionKey> isMeant) {
    return drop(isMeant, Precondition.NONE);
  }

  /**
   * Gives variables of partitions the values of expressions over each partition by itself
   * (zcollection-rules.md 99 to 101, 122). Variables that are not named stay as they are, and so do
   * partitions that are not meant.
   *
   * @param expressions texts by the paths of variables that span the axis and of which keys are not
   *     made; all see the state before the update
   * @param condition holds for the {@linkplain PartitionsState#version version} of those that are
   *     meant, or nothing is changed
   * @return the partitions that were written, in the order of their paths
   * @throws io.hypertile.error.SyntaxException if an expression cannot be read, names what there is
   *     not, or has values that its variable cannot have
   * @throws io.hypertile.error.ServiceException {@code invalid-request} for a variable that there
   *     is not, {@code invalid-schema} for one that is not written so, {@code value-out-of-range}
   *     for a value that does not fit, {@code version-mismatch}, {@code forbidden}; nothing has
   *     changed then
   */
  List<PartitionKey> update(
      Map<String, String> expressions, Predicate<PartitionKey> isMeant, Precondition condition);

  /**
   * Removes partitions.
   *
   * @param condition holds for the {@linkplain PartitionsState#version version} of those that are
   *     meant, or nothing is removed
   * @return those that were removed, in the order of their paths
   * @throws io.hypertile.error.ServiceException {@code version-mismatch}, {@code forbidden}
   */
  List<PartitionKey> drop(Predicate<PartitionKey> isMeant, Precondition condition);

  /**
   * Replaces the catalog by one of what there is.
   *
   * @return the partitions it has now
   * @throws io.hypertile.error.ServiceException {@code invalid-request} if there is to be none
   */
  List<PartitionKey> repair();
}
