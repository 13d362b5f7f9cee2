package io.hypertile.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Placement;

/**
 * A storage of collections: one of those that a server has, each for a placement. A storage in a
 * store that cannot be opened fails at each call with {@code storage-unavailable}. Thread-safe.
 */
public interface PlacedStorage {
  /** The placement of the collections that it keeps; known without opening anything. */
  Placement placement();

  /** The collections. */
  CollectionStore collections();

  /** The arrays of the collections. */
  ArrayEngine arrays();

  /**
   * The datasets of the collections.
   *
   * @throws ServiceException {@code wrong-kind} if it keeps none
   */
  default DatasetStore datasets() {
    throw new ServiceException(
        ErrorCode.WRONG_KIND, "Datasets are kept as Zarr, and this collection is not.");
  }

  /**
   * The partitioned collections.
   *
   * @throws ServiceException {@code wrong-kind} if it keeps none
   */
  default PartitionStore partitions() {
    throw new ServiceException(
        ErrorCode.WRONG_KIND, "Partitions are kept as Zarr, and this collection is not.");
  }

  /** The objects that the collections are kept as; none where they are kept as files of HDF5. */
  default ObjectTrees trees() {
    return collection -> {
      throw new ServiceException(
          ErrorCode.WRONG_KIND,
          "The collection is kept as files of HDF5, which are no objects of Zarr; read it at"
              + " /api/v1 or /zarr.");
    };
  }

  /** The upkeep of all that. */
  StorageUpkeep upkeep();

  /** A storage that is open. */
  static PlacedStorage of(
      Placement placement, CollectionStore collections, ArrayEngine arrays, StorageUpkeep upkeep) {
    record Open(
        Placement placement, CollectionStore collections, ArrayEngine arrays, StorageUpkeep upkeep)
        implements PlacedStorage {}
    return new Open(placement, collections, arrays, upkeep);
  }
}
