package io.hypertile.encode.archive;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.WriteTarget;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cells of an array in an NPY file, opened when they are read. */
public final class EntryCells implements CellSource {
  private final StagedArchive archive;
  private final String entry;
  private final ArrayFormat npy;
  private final WriteTarget target;
  private @Nullable InputStream input;
  private @Nullable CellSource cells;

  /**
   * Cells of an entry.
   *
   * @param entry name of one that is there
   * @param npy reads them
   * @param target their type and shape, which the file must have
   */
  public EntryCells(StagedArchive archive, String entry, ArrayFormat npy, WriteTarget target) {
    this.archive = archive;
    this.entry = entry;
    this.npy = npy;
    this.target = target;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    try {
      return opened().read(target);
    } catch (ServiceException e) {
      throw e.members().containsKey("entry") ? e : e.with("entry", entry);
    }
  }

  private CellSource opened() throws IOException {
    CellSource opened = cells;
    if (opened == null) {
      InputStream bytes = archive.open(entry);
      input = bytes;
      DecodeOptions options = DecodeOptions.ofLength(archive.size(entry).orElseThrow());
      opened = npy.decoder(bytes, target, options);
      cells = opened;
    }
    return opened;
  }

  @Override
  public void close() throws IOException {
    InputStream bytes = input;
    try (bytes) {
      CellSource opened = cells;
      if (opened != null) {
        opened.close();
      }
    }
  }
}
