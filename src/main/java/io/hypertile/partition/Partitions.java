package io.hypertile.partition;

import java.util.List;
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
   * @param merge what becomes of rows that are there
   * @param isOverwriting whether partitions that are there may be changed
   * @return the partitions that were written, in the order of their first rows
   * @throws io.hypertile.error.ServiceException {@code invalid-request} if the variables do not fit
   *     the schema or each other, {@code value-out-of-range} for rows without a partition, {@code
   *     already-exists} for a partition that must not be changed; nothing has changed then
   */
  List<PartitionKey> insert(InsertedRows rows, MergeStrategy merge, boolean isOverwriting);

  /**
   * Removes partitions.
   *
   * @return those that were removed, in the order of their paths
   */
  List<PartitionKey> drop(Predicate<PartitionKey> isMeant);

  /**
   * Replaces the catalog by one of what there is.
   *
   * @return the partitions it has now
   * @throws io.hypertile.error.ServiceException {@code invalid-request} if there is to be none
   */
  List<PartitionKey> repair();
}
