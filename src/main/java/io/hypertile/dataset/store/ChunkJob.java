package io.hypertile.dataset.store;

import io.hypertile.codec.WantedBytes;
import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.cells.ZarrForm;
import java.lang.foreign.MemorySegment;

/**
 * A chunk to read, and the part of it that is wanted.
 *
 * @param form of its array
 * @param place of its bytes
 * @param wanted cells of the chunk, counted from its first
 * @param target memory of a box, of which the cells are a part
 * @param box shape of the box
 * @param start where the cells go in it
 */
record ChunkJob(
    ZarrForm form,
    ItemValue.Place place,
    Region wanted,
    MemorySegment target,
    Shape box,
    long[] start) {
  /** Bytes of all cells of a chunk. */
  long chunkBytes() {
    return form.grid().chunkShape().cells() * form.cellBytes();
  }

  /** First stored byte that is needed. */
  long from() {
    return place.offset() + (form.chunkChain().isPlain() ? wantedFrom() : 0);
  }

  /** Position behind the last stored byte that is needed. */
  long to() {
    return place.offset() + (form.chunkChain().isPlain() ? wantedTo() : place.length());
  }

  /** Bytes of the rows of the chunk that have wanted cells. */
  WantedBytes wantedBytes() {
    return new WantedBytes(wantedFrom(), wantedTo());
  }

  private long rowBytes() {
    Shape chunk = form.grid().chunkShape();
    return chunk.rank() == 0 ? form.cellBytes() : chunkBytes() / chunk.length(0);
  }

  private long wantedFrom() {
    return wanted.rank() == 0 ? 0 : wanted.start(0) * rowBytes();
  }

  private long wantedTo() {
    return wanted.rank() == 0 ? form.cellBytes() : wanted.stop(0) * rowBytes();
  }

  /** Copies the wanted cells out of all cells of the chunk. */
  void copy(MemorySegment cells) {
    RegionCopy.copy(cells, form.grid().chunkShape(), wanted, target, box, start, form.cellBytes());
  }

  /** Copies the wanted cells out of the rows of the chunk from {@link #from} to {@link #to}. */
  void copyRows(MemorySegment rows) {
    copyPart(rows, wantedBytes());
  }

  /**
   * Copies the wanted cells out of rows of the chunk.
   *
   * @param part bytes of the chunk that the rows are, the wanted ones among them
   */
  void copyPart(MemorySegment rows, WantedBytes part) {
    long rowBytes = rowBytes();
    if (wanted.rank() == 0 || rows.byteSize() == chunkBytes()) {
      copy(rows);
      return;
    }
    long[] lengths = form.grid().chunkShape().toArray();
    lengths[0] = (part.stop() - part.start()) / rowBytes;
    long[] first = wanted.startArray();
    long[] last = wanted.stopArray();
    first[0] -= part.start() / rowBytes;
    last[0] -= part.start() / rowBytes;
    RegionCopy.copy(
        rows, Shape.of(lengths), Region.of(first, last), target, box, start, form.cellBytes());
  }
}
