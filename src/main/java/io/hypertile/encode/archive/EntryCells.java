package io.hypertile.encode.archive;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.WriteTarget;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.WholeCells;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Cells of an array in an NPY file, opened when they are read. */
public final class EntryCells implements CellSource {
  private final StagedArchive archive;
  private final String entry;
  private final ArrayFormat npy;
  private final WriteTarget target;
  private final OptionalLong plainStart;
  private @Nullable InputStream input;
  private @Nullable CellSource cells;

  /**
   * Cells of an entry.
   *
   * @param entry name of one that is there
   * @param npy reads them
   * @param target their type and shape, which the file must have
   * @param plainStart bytes of the file before its cells, where these are as the target wants them
   */
  public EntryCells(
      StagedArchive archive,
      String entry,
      ArrayFormat npy,
      WriteTarget target,
      OptionalLong plainStart) {
    this.archive = archive;
    this.entry = entry;
    this.npy = npy;
    this.target = target;
    this.plainStart = plainStart;
  }

  @Override
  public Optional<WholeCells> whole() {
    if (plainStart.isEmpty()) {
      return Optional.empty();
    }
    long start = plainStart.getAsLong();
    return archive
        .findUnchecked(entry)
        .filter(file -> file.byteSize() - start == target.shape().bytes(target.dtype()))
        .map(file -> new WholeCells(file.asSlice(start), () -> archive.requireSum(entry, file)));
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
