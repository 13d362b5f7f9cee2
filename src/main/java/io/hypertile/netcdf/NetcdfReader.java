package io.hypertile.netcdf;

import io.hypertile.dataset.imports.ImportedDataset;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Opens files of NetCDF as datasets, classic ones and those of NetCDF-4, which their first bytes
 * tell apart. Thread-safe.
 */
public final class NetcdfReader {
  private static final byte[] CLASSIC = {'C', 'D', 'F'};

  /**
   * Opens a file; reads what describes its variables, and no cells.
   *
   * @param channel the file, which the caller closes when the dataset is closed
   * @param name the file as messages name it
   * @throws io.hypertile.error.CorruptDataException if the file is none of NetCDF or damaged
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} for what is legal and
   *     cannot be imported
   */
  public ImportedDataset open(FileChannel channel, String name) {
    FileBytes file = new FileBytes(channel, name);
    ByteBuffer magic = ByteBuffer.allocate((int) Math.min(CLASSIC.length, file.size()));
    file.read(0, magic, "head");
    if (ByteBuffer.wrap(CLASSIC).equals(magic.flip())) {
      return new ImportedDataset(ClassicFile.read(file), () -> {});
    }
    throw file.corrupt("head", 0, "neither CDF nor the signature of HDF5 is here");
  }
}
