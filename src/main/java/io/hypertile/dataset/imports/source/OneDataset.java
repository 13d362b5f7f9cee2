package io.hypertile.dataset.imports.source;

import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.imports.ImportedDataset;
import io.hypertile.dataset.imports.ImportedDatasets;
import io.hypertile.netcdf.NetcdfReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/**
 * The dataset of a file.
 *
 * @param file is closed with it
 */
public record OneDataset(DatasetName datasetName, ImportedDataset imported, FileChannel file)
    implements ImportedDatasets {
  /**
   * Opens a file of NetCDF.
   *
   * @param name of the dataset
   * @param file is closed with the dataset, and now if it cannot be opened
   * @param shown the file as messages name it
   * @param group path of a group of the file; empty for the one at the top
   */
  public static OneDataset netcdf(
      NetcdfReader reader,
      DatasetName name,
      FileChannel file,
      String shown,
      Optional<String> group) {
    boolean isOpen = false;
    try {
      OneDataset dataset = new OneDataset(name, reader.open(file, shown, group), file);
      isOpen = true;
      return dataset;
    } finally {
      if (!isOpen) {
        close(file);
      }
    }
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public DatasetName name(int index) {
    return datasetName;
  }

  @Override
  public NewDataset dataset(int index) {
    return imported.named(datasetName);
  }

  @Override
  public List<String> findings() {
    return List.of();
  }

  @Override
  public void close() {
    imported.close();
    close(file);
  }

  private static void close(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
