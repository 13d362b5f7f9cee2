package io.hypertile.deker.store.tiled;

import io.hypertile.chunk.CellSlabs;
import io.hypertile.deker.store.write.BoxCells;
import io.hypertile.deker.store.write.CellPump;
import io.hypertile.deker.store.write.StagedCells;
import io.hypertile.journal.Journal;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.RegionSlabs;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.Tiling;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The cells of a box, put aside tile by tile: the cells of each tile lie together, in C order.
 * Sealed when made; then any thread may read. Freed when closed.
 */
final class StagedTiles implements AutoCloseable {
  private final VirtualArray array;
  private final List<Tiling.Part> parts = new ArrayList<>();
  private final long[] numbers;
  private final long[] offsets;
  private final long[] fillCells;
  private final Arena arena = Arena.ofShared();
  private final StagedCells staged;

  private StagedTiles(VirtualArray array, Region box, Journal journal) throws IOException {
    this.array = array;
    array.tiling().forEach(box, parts::add);
    this.numbers = parts.stream().mapToLong(Tiling.Part::number).toArray();
    this.offsets = new long[parts.size() + 1];
    for (int at = 0; at < parts.size(); at++) {
      offsets[at + 1] = offsets[at] + parts.get(at).box().cells() * array.cellSize();
    }
    this.fillCells = new long[parts.size()];
    this.staged = new StagedCells(offsets[parts.size()], journal, arena);
  }

  /**
   * Reads a source with the cells of a box to its end.
   *
   * @throws io.hypertile.error.ServiceException {@code shape-mismatch} if it gives more or less
   */
  static StagedTiles stage(CellSource source, VirtualArray array, Region box, Journal journal)
      throws IOException {
    StagedTiles tiles = new StagedTiles(array, box, journal);
    try {
      tiles.fill(source, box);
      tiles.staged.seal();
      return tiles;
    } catch (IOException | RuntimeException e) {
      tiles.close();
      throw e;
    } finally {
      tiles.staged.closeChannel();
    }
  }

  private void fill(CellSource source, Region box) throws IOException {
    int cellSize = array.cellSize();
    long bytes = box.cells() * cellSize;
    long size = Math.max(cellSize, Math.min(bytes, CellSlabs.BYTES / cellSize * cellSize));
    try (Arena work = Arena.ofConfined()) {
      MemorySegment incoming = work.allocate(size, 64);
      MemorySegment sorted = work.allocate(size, 64);
      ByteBuffer buffer = incoming.asByteBuffer();
      long[] done = {0};
      RegionSlabs.forEach(
          box,
          size / cellSize,
          slab -> {
            buffer.clear().limit((int) (slab.cells() * cellSize));
            CellPump.read(source, buffer, bytes, done[0]);
            done[0] += buffer.limit();
            sort(slab, incoming, sorted);
          });
      CellPump.requireEnd(source, buffer, bytes);
    }
  }

  /** Puts the cells of a slab, which are neighbours in each tile that it touches. */
  private void sort(Region slab, MemorySegment incoming, MemorySegment sorted) throws IOException {
    int cellSize = array.cellSize();
    FillValue fill = array.schema().fillValue();
    Shape slabShape = slab.shape();
    array
        .tiling()
        .forEach(
            slab,
            piece -> {
              Region box = piece.box();
              MemorySegment cells = sorted.asSlice(0, box.cells() * cellSize);
              RegionCopy.copy(
                  incoming,
                  slabShape,
                  box.relativeTo(slab),
                  cells,
                  box.shape(),
                  new long[box.rank()],
                  cellSize);
              int at = Arrays.binarySearch(numbers, piece.number());
              fillCells[at] += fill.count(cells);
              Region tileBox = parts.get(at).box();
              long cell = firstCell(tileBox.shape(), box.relativeTo(tileBox));
              staged.put(cells.asByteBuffer(), offsets[at] + cell * cellSize);
            });
  }

  private static long firstCell(Shape shape, Region box) {
    long cell = 0;
    for (int axis = 0; axis < box.rank(); axis++) {
      cell = cell * shape.length(axis) + box.start(axis);
    }
    return cell;
  }

  /** The parts of the box, in order of the tiles. */
  List<Tiling.Part> parts() {
    return parts;
  }

  /** Whether the cells of a part are all fill values. */
  boolean isEmpty(int part) {
    return fillCells[part] == parts.get(part).box().cells();
  }

  /** The cells of a part. */
  BoxCells cells(int part) {
    long length = offsets[part + 1] - offsets[part];
    return new BoxCells(staged.cells().asSlice(offsets[part], length), fillCells[part]);
  }

  @Override
  public void close() {
    arena.close();
  }
}
