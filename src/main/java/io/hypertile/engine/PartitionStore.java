package io.hypertile.engine;

import io.hypertile.partition.Partitions;
import io.hypertile.partition.PartitionsView;
import io.hypertile.partition.index.PartitionIndexes;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.ViewForm;
import io.hypertile.partition.schema.ViewForms;
import io.hypertile.schema.Collection;
import java.util.Optional;

/** Keeps partitioned collections. Thread-safe. */
public interface PartitionStore {
  /**
   * The partitions of a collection, which others may use at the same time.
   *
   * @param collection one that was found in the storage
   * @throws io.hypertile.error.ServiceException {@code wrong-kind} if it holds none
   */
  Partitions of(Collection collection);

  /**
   * The indexes of a collection.
   *
   * @param collection one that was found in the storage
   * @throws io.hypertile.error.ServiceException {@code wrong-kind} if it holds no partitions
   */
  PartitionIndexes indexes(Collection collection);

  /**
   * The variables of a view.
   *
   * @param collection one that was found in the storage
   * @param forms of its variables
   * @throws io.hypertile.error.ServiceException {@code wrong-kind} if it is no view
   */
  PartitionsView view(Collection collection, ViewForms forms);

  /**
   * Checks that the variables of a collection or view that is to be made can be stored.
   *
   * @param collection one that is to be made
   * @param form of its own variables
   * @param pointer place of the variables' group in its document
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} with a pointer
   */
  void requireStorable(Collection collection, PartitionedForm form, String pointer);

  /**
   * The variables of the view that lies at the path of a collection which is to be made; empty if
   * it has no path.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} if there is no view
   */
  Optional<ViewForm> findView(Collection collection);
}
