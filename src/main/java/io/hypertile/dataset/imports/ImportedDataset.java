package io.hypertile.dataset.imports;

import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;

/**
 * A dataset of a file that is open for import. Cells are read from the file until this is closed,
 * and by one thread.
 *
 * @param content the dataset as the file has it
 * @param closing frees what reading the file holds; the file itself stays the caller's to close
 */
public record ImportedDataset(ForeignDataset content, Runnable closing) implements AutoCloseable {
  /**
   * The dataset to be made, by the rules of {@link XarrayConvention}.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-name} if an array's name is none
   *     here
   */
  public NewDataset named(DatasetName name) {
    return XarrayConvention.dataset(name, content);
  }

  @Override
  public void close() {
    closing.run();
  }
}
