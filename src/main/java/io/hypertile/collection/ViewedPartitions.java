package io.hypertile.collection;

import io.hypertile.array.Precondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.PartitionsView;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The rows of a base with the variables of a view. Rows are those of the base: they come and go
 * there.
 */
record ViewedPartitions(Partitions base, PartitionsView view) implements Partitions {
  @Override
  public PartitionsState open() {
    return view.over(base.open());
  }

  @Override
  public List<PartitionKey> insert(InsertedRows rows, InsertRule rule) {
    throw ofBase();
  }

  @Override
  public List<PartitionKey> update(
      Map<String, String> expressions, Predicate<PartitionKey> isMeant, Precondition condition) {
    try (PartitionsState state = base.open()) {
      return view.update(state, expressions, state.keys(isMeant), condition);
    }
  }

  @Override
  public List<PartitionKey> drop(Predicate<PartitionKey> isMeant, Precondition condition) {
    throw ofBase();
  }

  @Override
  public List<PartitionKey> repair() {
    throw ofBase();
  }

  private static ServiceException ofBase() {
    return new ServiceException(
        ErrorCode.WRONG_KIND,
        "A view has the rows of its base: change rows and partitions there, and write the view's"
            + " own variables with PUT to its rows.");
  }
}
