package io.hypertile.netcdf;

import io.hypertile.dataset.imports.ImportedDataset;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.memory.MemoryShare;
import io.hypertile.text.Quoting;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;

/**
 * Opens files of NetCDF as datasets, classic ones and those of NetCDF-4, which their first bytes
 * tell apart. Thread-safe.
 */
public final class NetcdfReader {
  private static final byte[] CLASSIC = {'C', 'D', 'F'};

  private final ImportMemory memory;

  /**
   * A reader.
   *
   * @param memory native memory for what is decoded
   */
  public NetcdfReader(MemoryShare memory) {
    this.memory = new ImportMemory(memory);
  }

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
    return open(channel, name, Optional.empty());
  }

  /**
   * Opens a group of a file; classic files have one without a name.
   *
   * @param group path of a group with slashes, {@code /} for the one at the top; empty for that
   *     one, if no other has variables
   */
  public ImportedDataset open(FileChannel channel, String name, Optional<String> group) {
    FileBytes file = new FileBytes(channel, name);
    ByteBuffer magic = ByteBuffer.allocate((int) Math.min(CLASSIC.length, file.size()));
    file.read(0, magic, "head");
    if (ByteBuffer.wrap(CLASSIC).equals(magic.flip())) {
      group.ifPresent(path -> requireTop(name, path));
      return new ImportedDataset(ClassicFile.read(file), () -> {});
    }
    return Hdf5File.open(Hdf5Source.of(channel, name), memory, group);
  }

  private static void requireTop(String name, String group) {
    if (!group.chars().allMatch(c -> c == '/')) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "The file is classic NetCDF, which has no groups; leave group= out.",
          Map.of("file", name, "group", Quoting.shortened(group, 100)),
          null);
    }
  }
}
