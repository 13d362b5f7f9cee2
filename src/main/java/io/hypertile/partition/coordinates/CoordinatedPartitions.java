package io.hypertile.partition.coordinates;

import io.hypertile.array.Precondition;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsState;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A collection whose variables are found with the coordinates of their axes.
 *
 * @param partitions the same without coordinates
 * @param axes finds the variables that have them
 */
record CoordinatedPartitions(Partitions partitions, AxisVariables axes) implements Partitions {
  @Override
  public PartitionsState open() {
    return new CoordinatedVariables(partitions.open(), axes);
  }

  @Override
  public List<PartitionKey> insert(InsertedRows rows, InsertRule rule) {
    return partitions.insert(rows, rule);
  }

  @Override
  public List<PartitionKey> update(
      Map<String, String> expressions, Predicate<PartitionKey> isMeant, Precondition condition) {
    return partitions.update(expressions, isMeant, condition);
  }

  @Override
  public List<PartitionKey> drop(Predicate<PartitionKey> isMeant, Precondition condition) {
    return partitions.drop(isMeant, condition);
  }

  @Override
  public List<PartitionKey> repair() {
    return partitions.repair();
  }
}
