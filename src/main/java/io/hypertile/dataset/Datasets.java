package io.hypertile.dataset;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The datasets of one collection. Every change is atomic, seen by all states that are opened after
 * it, and durable when the call returns. A change that others came before is made again for what
 * they left. Thread-safe; holds no lock while cells come in or are encoded.
 *
 * <p>All throw {@code dataset-not-found} or {@code array-not-found} where there is none, {@code
 * version-mismatch} where a condition fails, {@code forbidden} where the collection is only read,
 * and {@code storage-unavailable} where it is not known whether a change was made.
 */
public interface Datasets {
  /** The present state, which the caller closes. */
  DatasetsState open();

  /**
   * Makes datasets in one change: all of them or none.
   *
   * @param isReplacing whether those that are there are replaced, keeping their ordinals; else
   *     {@code already-exists}
   * @return their versions, in order
   */
  List<Version> create(List<NewDataset> datasets, boolean isReplacing);

  /** Makes one dataset in the place of what there is, or where there is none. */
  Version replace(NewDataset dataset, Precondition condition);

  /**
   * Sets and removes attributes of a dataset.
   *
   * @param changes by name; empty to remove
   */
  Version describe(
      DatasetName dataset, Map<String, Optional<TypedValue>> changes, Precondition condition);

  /** Removes a dataset with its arrays. */
  void delete(DatasetName dataset, Precondition condition);

  /** Removes all datasets. */
  void clear();

  /** Adds an array to a dataset; {@code already-exists} if it has one of that name. */
  Version define(DatasetName dataset, NewDataset.NewArray array);

  /** Sets and removes attributes of an array. */
  Version describe(
      DatasetName dataset,
      ArrayName array,
      Map<String, Optional<TypedValue>> changes,
      Precondition condition);

  /**
   * Makes axes of an array longer.
   *
   * @throws io.hypertile.error.ServiceException {@code shape-mismatch} if one would become shorter
   */
  Version grow(DatasetName dataset, ArrayName array, Shape shape, Precondition condition);

  /**
   * Adds cells behind the last ones of an axis, which grows in the same moment.
   *
   * @param count positions to add, at least 1
   * @param cells exactly the cells of the box that is added
   */
  Version append(Addition addition, long count, CellSource cells, Precondition condition);

  /** The axis that an addition makes longer. */
  record Addition(DatasetName dataset, ArrayName array, String dimension) {}

  /** Removes an array from a dataset. */
  void deleteArray(DatasetName dataset, ArrayName array, Precondition condition);

  /** Waits until other programs that read the files see every change that was answered. */
  void flush();

  /** Closes gaps of the ordinals and makes the space free that nothing leads to. */
  Compacted compact();

  /**
   * Outcome of a compaction.
   *
   * @param bytesBefore stored bytes before
   * @param bytesAfter and after
   */
  record Compacted(long bytesBefore, long bytesAfter) {}
}
