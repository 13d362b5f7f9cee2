package io.hypertile.partition.index;

import io.hypertile.array.Precondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A collection of which only the rows are there that an index finds, to be read. Each state is
 * looked up when it is opened.
 *
 * @param partitions the whole collection that is indexed
 * @param shown makes the state that is read of one of the collection, which it takes over: the
 *     same, or one with the variables of a view
 * @param indexes of the collection
 * @param name of the index
 * @param values of its keys, see {@link PartitionIndexes#lookUp}
 */
public record PickedPartitions(
    Partitions partitions,
    UnaryOperator<PartitionsState> shown,
    PartitionIndexes indexes,
    IndexName name,
    Map<String, List<String>> values)
    implements Partitions {
  @Override
  public PartitionsState open() {
    PartitionsState state = partitions.open();
    boolean isPicked = false;
    try {
      List<PartitionRows> rows = indexes.lookUp(name, values, state).rows();
      PartitionsState picked = new PickedState(shown.apply(state), indexes.axis(), rows);
      isPicked = true;
      return picked;
    } finally {
      if (!isPicked) {
        state.close();
      }
    }
  }

  @Override
  public List<PartitionKey> insert(InsertedRows rows, InsertRule rule) {
    throw onlyRead();
  }

  @Override
  public List<PartitionKey> update(
      Map<String, String> expressions, Predicate<PartitionKey> isMeant, Precondition condition) {
    throw onlyRead();
  }

  @Override
  public List<PartitionKey> drop(Predicate<PartitionKey> isMeant, Precondition condition) {
    throw onlyRead();
  }

  @Override
  public List<PartitionKey> repair() {
    throw onlyRead();
  }

  private static ServiceException onlyRead() {
    return new ServiceException(
        ErrorCode.FORBIDDEN, "Rows that an index finds are only read; nothing was changed.");
  }
}
