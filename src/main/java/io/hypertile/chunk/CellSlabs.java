package io.hypertile.chunk;

import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionSlabs;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Walks the cells of a box in C order, a slab at a time through one buffer. */
public final class CellSlabs {
  /**
   * Bytes looked at together, unless a single cell needs more: large enough to make calls cheap,
   * and half a second-level cache.
   */
  public static final long BYTES = 1 << 20;

  /** Chunks that one slab shares with the next are decoded once. */
  private static final long KEPT_CHUNKS = 32L << 20;

  private CellSlabs() {}

  /** Takes the cells of a slab, valid until it returns. */
  @FunctionalInterface
  public interface Consumer {
    void accept(Region slab, MemorySegment cells) throws IOException;
  }

  /** Takes bytes that follow those it took before. */
  @FunctionalInterface
  public interface Sink {
    void append(ByteBuffer bytes) throws IOException;
  }

  /**
   * Calls the consumer for slabs that together, in order, are the region in C order.
   *
   * @param cellSize bytes of a cell of the source
   */
  public static void forEach(RegionSource source, Region region, int cellSize, Consumer consumer)
      throws IOException {
    long maxCells = Math.clamp(BYTES / cellSize, 1, Math.max(1, region.cells()));
    try (Arena arena = Arena.ofConfined();
        DecodedChunks memory = new DecodedChunks(KEPT_CHUNKS)) {
      MemorySegment buffer = arena.allocate(maxCells * cellSize, 64);
      RegionSlabs.forEach(
          region,
          maxCells,
          slab -> {
            MemorySegment cells = buffer.asSlice(0, slab.cells() * cellSize);
            source.read(slab, cells, memory);
            consumer.accept(slab, cells);
          });
    }
  }

  /**
   * Appends all cells of an array to a sink, in C order.
   *
   * @return number of them that equal the fill value
   */
  public static long copyArray(RegionSource source, Shape shape, FillValue fill, Sink sink)
      throws IOException {
    long[] fillCells = {0};
    forEach(
        source,
        Region.whole(shape),
        fill.dtype().size(),
        (slab, cells) -> {
          fillCells[0] += fill.count(cells);
          sink.append(cells.asByteBuffer());
        });
    return fillCells[0];
  }
}
