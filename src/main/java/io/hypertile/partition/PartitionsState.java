package io.hypertile.partition;

import io.hypertile.array.CellArray;
import java.util.List;
import java.util.function.Predicate;

/**
 * A partitioned collection in one state, which stays readable as it was, whatever is inserted,
 * until it is closed. Any thread may read; one closes it, when no read is under way.
 */
public interface PartitionsState extends AutoCloseable {
  /**
   * Keys of partitions, in the order of the text of their paths (zcollection-rules.md 43, 88).
   *
   * @param isMeant the keys that are wanted
   */
  List<PartitionKey> keys(Predicate<PartitionKey> isMeant);

  /** The partition of a key. */
  Partition partition(PartitionKey key);

  /**
   * A variable of some partitions as one array along the axis, fill values where a partition has
   * none (zcollection-rules.md 95); readable after the state is closed too, and closed by the
   * caller.
   *
   * @param path of a variable of the schema; one that does not span the axis is the same for all
   * @param keys partitions that there are, in the order in which they are taken
   * @throws io.hypertile.error.ServiceException {@code array-not-found} for another path
   */
  CellArray variable(String path, List<PartitionKey> keys);

  @Override
  void close();
}
