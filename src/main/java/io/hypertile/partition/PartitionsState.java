package io.hypertile.partition;

import io.hypertile.array.CellArray;
import io.hypertile.array.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** The version of the partition of a key; empty if no partition has the key. */
  Optional<Version> findVersion(PartitionKey key);

  /**
   * The partition of a key.
   *
   * @throws io.hypertile.error.ServiceException {@code not-found} if no partition has the key
   */
  Partition partition(PartitionKey key);

  /** The partition of a key; empty if no partition has the key. */
  Optional<Partition> find(PartitionKey key);

  /**
   * The version of some partitions together, which changes with each of them: that of the partition
   * if it is one.
   *
   * @param keys of partitions that there are
   */
  Version version(List<PartitionKey> keys);

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

  /** The same state for one more, who closes it; to be called before this one is closed. */
  PartitionsState share();

  /**
   * A variable of one partition as it is stored, with the document that it is stored with; readable
   * after the state is closed too, and closed by the caller.
   *
   * @param path of a variable of the schema that spans the axis
   * @return empty if nothing is stored of the variable
   * @throws io.hypertile.error.ServiceException {@code array-not-found} for another path
   */
  Optional<CellArray> stored(String path, PartitionKey key);

  /**
   * Expressions over each partition by itself; they see the variables that do not span the axis as
   * well.
   *
   * @param expressions texts by the names of their values
   * @throws io.hypertile.error.SyntaxException if one cannot be read, names what there is not, or
   *     does with values of a type what they cannot
   */
  PartitionMapping mapping(Map<String, String> expressions);

  /**
   * A condition of rows; reductions in it are those of each partition by itself.
   *
   * @throws io.hypertile.error.SyntaxException as {@link #mapping}, and if there is no truth value
   *     for each row
   */
  RowCondition condition(String text);

  @Override
  void close();
}
