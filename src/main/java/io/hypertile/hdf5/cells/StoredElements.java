package io.hypertile.hdf5.cells;

import io.hypertile.chunk.ChunkRead;
import io.hypertile.chunk.DecodedChunks;
import io.hypertile.chunk.ReadBox;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Fields;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Boxes of elements of any type as they are stored, filters undone, with the file's fill value
 * where nothing is stored. Thread-safe.
 */
public final class StoredElements {
  private final Hdf5Source source;
  private final StoredCells cells;
  private final int size;
  private final FillValue fill;

  /**
   * Elements of a dataset.
   *
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if the layout or a
   *     filter is not in the profile
   */
  public StoredElements(Hdf5Source source, StoredCells cells) {
    this.source = source;
    this.cells = cells;
    this.size = cells.datatype().size();
    this.fill =
        FillValue.of(new CellType.RawBytes(size), cells.fill().orElseGet(() -> new byte[size]));
    switch (cells.layout()) {
      case DataLayout.Contiguous _, DataLayout.Compact _ -> {}
      case DataLayout.Chunked chunked -> chunked.filters().requireSupported();
      case DataLayout.Unsupported other -> throw source.unsupported("data", other.feature());
    }
  }

  /** Lengths of the axes. */
  public Shape shape() {
    return cells.shape();
  }

  /** Whether no element was ever written. */
  public boolean isUnwritten() {
    return switch (cells.layout()) {
      case DataLayout.Contiguous run -> run.address() == Fields.UNDEFINED;
      case DataLayout.Chunked chunked -> chunked.table().size() == 0;
      case DataLayout.Compact _, DataLayout.Unsupported _ -> false;
    };
  }

  /** The value of elements that were never written, as it is stored. */
  public FillValue fill() {
    return fill;
  }

  /**
   * Reads a box.
   *
   * @param region a box within the shape
   * @param target exactly the box's bytes
   * @param memory decoded chunks of earlier reads, used and added to
   * @throws io.hypertile.error.CorruptDataException if stored bytes contradict their format
   */
  public void read(Region region, MemorySegment target, DecodedChunks memory) {
    if (region.isEmpty()) {
      return;
    }
    switch (cells.layout()) {
      case DataLayout.Contiguous run -> readRun(run, region, target);
      case DataLayout.Compact compact ->
          RegionCopy.copy(
              MemorySegment.ofArray(compact.bytes()),
              cells.shape(),
              region,
              target,
              region.shape(),
              new long[region.rank()],
              size);
      case DataLayout.Chunked chunked -> {
        if (!chunked.table().isComplete()) {
          fill.fill(target);
        }
        ElementChunks chunks = new ElementChunks(source, cells.shape(), chunked, size);
        ReadBox box = new ReadBox(region, CellBlock.of(target), size);
        new ChunkRead(chunks, box, memory).run();
      }
      case DataLayout.Unsupported other -> throw source.unsupported("data", other.feature());
    }
  }

  private void readRun(DataLayout.Contiguous run, Region region, MemorySegment target) {
    if (run.address() == Fields.UNDEFINED) {
      fill.fill(target);
      return;
    }
    RegionCopy.forEachRun(
        cells.shape(),
        region,
        (first, inBox, count) ->
            source.read(
                run.address() + first * size, target.asSlice(inBox * size, count * size), "data"));
  }
}
