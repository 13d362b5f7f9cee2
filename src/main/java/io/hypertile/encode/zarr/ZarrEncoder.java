package io.hypertile.encode.zarr;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.zip.ZipEntries;
import io.hypertile.encode.zip.ZipStream;
import io.hypertile.ndarray.CellBlock;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Writes an answer as a group in an archive: documents, coordinates, then chunks of the cells. */
final class ZarrEncoder implements CellEncoder {
  private static final int PADDING = 8192;

  private final ZarrGroup group;
  private final ZipEntries entries;
  private final ZipStream zip;
  private int chunk = -1;
  private long left;

  ZarrEncoder(ZarrGroup group) {
    this.group = group;
    List<ZipEntries.Entry> all = new ArrayList<>();
    group
        .documents()
        .forEach((name, document) -> all.add(new ZipEntries.Entry(name, document.length)));
    group.columns().forEach(column -> column.addEntries(all));
    for (int n = 0; n < group.chunks().count(); n++) {
      String name = group.cells() + "/" + group.chunks().key(n);
      all.add(new ZipEntries.Entry(name, group.chunks().bytes()));
    }
    this.entries = new ZipEntries(all);
    this.zip = new ZipStream(entries);
  }

  @Override
  public OptionalLong contentLength() {
    return OptionalLong.of(entries.length());
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    for (byte[] document : group.documents().values()) {
      zip.entry(document, out);
    }
    for (ZarrColumn column : group.columns()) {
      column.write(zip, out);
    }
    next(out);
  }

  private void next(OutputStream out) throws IOException {
    finish(out);
    chunk++;
    if (chunk < group.chunks().count()) {
      zip.open(out);
      left = group.chunks().cellBytes(chunk);
    }
  }

  /** Fills up the chunk that was begun, and ends it. */
  private void finish(OutputStream out) throws IOException {
    if (chunk < 0 || chunk >= group.chunks().count()) {
      return;
    }
    long padding = group.chunks().bytes() - group.chunks().cellBytes(chunk);
    for (long at = 0; at < padding; at += PADDING) {
      zip.write(new byte[(int) Math.min(PADDING, padding - at)], out);
    }
    zip.close(out);
  }

  @Override
  public void cells(CellBlock block, OutputStream out) throws IOException {
    MemorySegment cells = block.cells();
    long at = 0;
    while (at < cells.byteSize()) {
      if (left == 0) {
        throw new IllegalStateException("more cells than announced");
      }
      long count = Math.min(left, cells.byteSize() - at);
      zip.write(cells.asSlice(at, count), out);
      at += count;
      left -= count;
      if (left == 0) {
        next(out);
      }
    }
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (chunk < group.chunks().count()) {
      throw new IllegalStateException("fewer cells than announced");
    }
    zip.finish(out);
  }
}
