package io.hypertile.partition.coordinates;

import io.hypertile.coordinate.CoordinateCache;
import io.hypertile.partition.Partitions;
import io.hypertile.partition.schema.PartitionedForm;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Gives partitioned collections whose variables are found with the coordinates of their axes. The
 * coordinates that were read last are kept for all collections together. Thread-safe.
 */
public final class PartitionCoordinates {
  private static final String OWNER = "partitioned ";

  private final CoordinateCache cache;
  private final Map<Partitions, String> owners = new WeakHashMap<>();
  private long made;

  /** Collections that share a cache. */
  public PartitionCoordinates(CoordinateCache cache) {
    this.cache = cache;
  }

  /**
   * The same collection, whose variables have coordinates where the schema has them.
   *
   * @param partitions the same object as long as it is the same collection
   */
  public Partitions over(Partitions partitions, PartitionedForm form) {
    String owner;
    synchronized (owners) {
      owner = owners.computeIfAbsent(partitions, ignored -> OWNER + made++);
    }
    return new CoordinatedPartitions(partitions, new AxisVariables(form, owner, cache));
  }
}
