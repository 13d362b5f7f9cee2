package io.hypertile.dataset.imports;

import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import java.util.List;

/**
 * Datasets of a file or store of another program, opened for import. Cells are read from it while
 * it is open. For one thread.
 */
public interface ImportedDatasets extends AutoCloseable {
  /** Number of datasets. */
  int count();

  /**
   * Name of a dataset.
   *
   * @param index from 0
   * @throws io.hypertile.error.ServiceException {@code invalid-name} if the name is not taken here
   */
  DatasetName name(int index);

  /**
   * A dataset, whose cells are opened when the first of them is read.
   *
   * @param index from 0
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} or {@code corrupt-data}
   *     if it cannot be imported
   */
  NewDataset dataset(int index);

  /** Sentences on what was read otherwise than other programs read it, of datasets given so far. */
  List<String> findings();

  @Override
  void close();
}
