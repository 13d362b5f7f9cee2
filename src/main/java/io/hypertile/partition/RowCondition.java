package io.hypertile.partition;

/**
 * A condition of rows in one state, all of whose names and types are known to fit. Readable until
 * the state is closed. Used by one thread.
 */
@FunctionalInterface
public interface RowCondition {
  /**
   * Rows of a partition of which it holds, in their order. Only the variables that the condition
   * names are read.
   */
  RowRanges rows(PartitionKey key);
}
