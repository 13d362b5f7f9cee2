package io.hypertile.collection;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.quota.Amount;
import io.hypertile.quota.UseCounter;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.PartitionedSchema;
import io.hypertile.schema.ViewSchema;
import java.util.List;
import java.util.Optional;

/**
 * Counts collections as {@code /size} and their documents do: the bytes of their files or objects,
 * and their arrays, datasets or partitions. Views count with the bytes of their own variables, and
 * without partitions, which are those of their base. Thread-safe.
 */
public final class CollectionCounter implements UseCounter {
  private final CollectionService collections;
  private final DatasetService datasets;
  private final PartitionService partitions;
  private final UpkeepService upkeep;

  /** The counter of a storage. */
  public CollectionCounter(
      CollectionService collections,
      DatasetService datasets,
      PartitionService partitions,
      UpkeepService upkeep) {
    this.collections = collections;
    this.datasets = datasets;
    this.partitions = partitions;
    this.upkeep = upkeep;
  }

  @Override
  public List<String> collections() {
    return collections.names(name -> true).stream().map(CollectionName::text).toList();
  }

  @Override
  public Amount count(String collection) {
    CollectionName name = new CollectionName(collection);
    Collection found = collections.require(name);
    long bytes = upkeep.size(Optional.of(name)).bytes();
    return new Amount(bytes, arrays(found));
  }

  private long arrays(Collection collection) {
    return switch (collection.schema()) {
      case ArraysSchema ignored ->
          collections
              .countAllArrays(collection)
              .orElseThrow(() ->
                  new ServiceException(
                      ErrorCode.STORAGE_UNAVAILABLE,
                      "The index of the collection is being made; ask again later."));
      case DatasetsSchema ignored -> datasets.count(collection);
      case PartitionedSchema ignored -> partitions.count(collection).orElse(0);
      case ViewSchema ignored -> 0;
    };
  }
}
