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

  /**
   * Place under which its cells are kept.
   *
   * @param segment name of the segment that the chunk lies in
   */
  ChunkCache.Place keptAt(String segment) {
    return new ChunkCache.Place(segment, place.offset());
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
    if (wanted.rank() == 0 || rows.byteSize() == chunkBytes()) {
      copy(rows);
      return;
    }
    long[] first = new long[wanted.rank()];
    long[] last = form.grid().chunkShape().toArray();
    first[0] = wanted.start(0);
    last[0] = wanted.stop(0);
    copyBox(rows, Region.of(first, last));
  }

  /**
   * Copies the wanted cells out of a box of the chunk.
   *
   * @param cells of the box, in C order
   * @param part the box in the chunk, which has the wanted cells
   */
  void copyBox(MemorySegment cells, Region part) {
    RegionCopy.copy(
        cells, part.shape(), wanted.relativeTo(part), target, box, start, form.cellBytes());
  }

  /** Bytes of the wanted cells. */
  long boxBytes() {
    return wanted.cells() * form.cellBytes();
  }

  /**
   * Takes the wanted cells by themselves.
   *
   * @param cells all of the chunk
   * @param room gets them, in C order
   */
  void takeBox(MemorySegment cells, MemorySegment room) {
    Shape shape = wanted.shape();
    long[] first = new long[wanted.rank()];
    RegionCopy.copy(cells, form.grid().chunkShape(), wanted, room, shape, first, form.cellBytes());
  }
}
