package io.hypertile.hdf5.cells;

import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.ChunkTable;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.StoredType;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * A stored chunk that one filter alone has encoded.
 *
 * @param source bytes of its file
 * @param address place of its stored bytes
 * @param size number of them
 */
public record FilteredChunk(Hdf5Source source, long address, long size) {
  /**
   * The chunk of a box.
   *
   * @param file a file whose cells are those of an array
   * @param dtype type that its cells are stored in
   * @param filter number of the filter
   * @param box cells of the chunk, those within the array
   * @return empty if there is no such chunk, or it is stored in any other way
   */
  public static Optional<FilteredChunk> find(
      ArrayFile file, Hdf5Source source, DType dtype, int filter, Region box) {
    StoredCells cells = file.data().orElse(null);
    if (cells == null
        || !(cells.layout() instanceof DataLayout.Chunked chunked)
        || StoredType.find(cells.datatype()).filter(type -> type.isPlain(dtype)).isEmpty()
        || !numbers(chunked).equals(List.of(filter))) {
      return Optional.empty();
    }
    ChunkGrid grid = new ChunkGrid(cells.shape(), chunked.chunkShape());
    long[] position = box.startArray();
    long[] strides = grid.counts().strides();
    long chunk = 0;
    for (int axis = 0; axis < position.length; axis++) {
      position[axis] /= chunked.chunkShape().length(axis);
      chunk += position[axis] * strides[axis];
    }
    ChunkTable table = chunked.table();
    boolean isFound =
        grid.region(position).equals(box)
            && table.address(chunk) != ChunkTable.ABSENT
            && table.filterMask(chunk) == 0;
    return isFound
        ? Optional.of(new FilteredChunk(source, table.address(chunk), table.storedSize(chunk)))
        : Optional.empty();
  }

  private static List<Integer> numbers(DataLayout.Chunked layout) {
    return layout.filters().filters().stream().map(filter -> filter.number()).toList();
  }

  /** Reads the stored bytes into memory of exactly their size. */
  public void read(MemorySegment target) {
    source.read(address, target, "data: chunk");
  }
}
