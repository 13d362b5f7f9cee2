package io.hypertile.partition.body;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.Spool;
import io.hypertile.encode.WriteTarget;
import io.hypertile.encode.archive.ArchiveFaults;
import io.hypertile.encode.archive.StagedArchive;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.partition.schema.GroupSchema.Placed;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Rows in an NPZ archive: a file for each variable, those of groups in folders. */
public final class NpzRows implements RowFormat {
  private static final String ENDING = ".npy";

  private final ArrayFormat npy;
  private final Spool spool;
  private final long limit;

  /**
   * Archives that wait in a spool.
   *
   * @param npy reads the files
   * @param limit most bytes of all entries together, inflated
   */
  public NpzRows(ArrayFormat npy, Spool spool, long limit) {
    this.npy = npy;
    this.spool = spool;
    this.limit = limit;
  }

  @Override
  public String name() {
    return "npz";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/x-npz");
  }

  @Override
  public void read(InputStream body, RowReceiver rows) throws IOException {
    StagedArchive archive = StagedArchive.receive(body, spool, limit);
    rows.keep(archive::close);
    for (String entry : archive.names()) {
      try {
        read(archive, entry, rows);
      } catch (ServiceException e) {
        throw e.members().containsKey("entry") ? e : e.with("entry", entry);
      }
    }
  }

  private void read(StagedArchive archive, String entry, RowReceiver rows) throws IOException {
    if (!entry.endsWith(ENDING)) {
      throw ArchiveFaults.malformed(
          entry, "The archive has an entry that is no NPY file, whose name ends with .npy.");
    }
    Placed placed = rows.require(entry.substring(0, entry.length() - ENDING.length()));
    NpyFormat.Described found;
    try (InputStream bytes = archive.open(entry)) {
      found = NpyFormat.describe(bytes);
    }
    CellType type = placed.variable().dtype();
    long size = archive.size(entry).orElseThrow();
    if (found.isPlain() && found.dtype().equals(type) && isOf(found, size)) {
      Optional<MemorySegment> stored = archive.find(entry);
      if (stored.isPresent()) {
        rows.take(placed, type, found.shape(), stored.get().asSlice(found.start()));
        return;
      }
    }
    DecodeOptions options =
        new DecodeOptions(
            OptionalLong.of(size), Optional.empty(), Optional.empty(), rows.casting());
    try (InputStream bytes = archive.open(entry);
        CellSource cells = npy.decoder(bytes, WriteTarget.of(type, found.shape()), options)) {
      rows.take(placed, type, found.shape(), cells);
    }
  }

  /**
   * Whether cells that only go to chunks are as many as they should be. Those of one axis may be
   * keys, which are read as numbers at aligned addresses.
   */
  private static boolean isOf(NpyFormat.Described found, long size) {
    if (found.shape().rank() < 2) {
      return false;
    }
    try {
      return found.shape().bytes(found.dtype()) == size - found.start();
    } catch (ArithmeticException e) {
      return false;
    }
  }
}
