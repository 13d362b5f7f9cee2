package io.hypertile.encode.zarr;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.util.Arrays;

/**
 * Chunks that are runs of cells in C order, so that they can be written as the cells come: whole
 * inner axes, a part of the next one, one position of those outside. Immutable.
 */
final class RunChunks {
  private static final long LEAST_BYTES = 1 << 20;

  /** About as many chunks at most: larger ones take their place. */
  private static final long MOST = 4096;

  private final ChunkGrid grid;
  private final int cellBytes;
  private final int split;

  /** Chunks of about a megabyte. */
  RunChunks(Shape shape, int cellBytes) {
    long target = Math.max(LEAST_BYTES, shape.cells() * cellBytes / MOST);
    long[] lengths = new long[shape.rank()];
    Arrays.fill(lengths, 1);
    long bytes = cellBytes;
    int axis = lengths.length - 1;
    for (; axis >= 0; axis--) {
      long length = Math.max(1, shape.length(axis));
      long fitting = Math.max(1, target / bytes);
      if (fitting < length) {
        lengths[axis] = Math.ceilDiv(length, Math.ceilDiv(length, fitting));
        break;
      }
      lengths[axis] = length;
      bytes *= length;
    }
    this.grid = new ChunkGrid(shape, Shape.of(lengths));
    this.cellBytes = cellBytes;
    this.split = axis;
  }

  ChunkGrid grid() {
    return grid;
  }

  /** Number of chunks. */
  int count() {
    if (grid.shape().cells() == 0) {
      return 0;
    }
    long count = 1;
    for (int axis = 0; axis <= split; axis++) {
      count *= Math.ceilDiv(grid.shape().length(axis), grid.chunkShape().length(axis));
    }
    return Math.toIntExact(count);
  }

  /** Bytes of every chunk. */
  long bytes() {
    return grid.chunkShape().cells() * cellBytes;
  }

  /** Bytes of a chunk that are of cells of the array; those behind them fill it up. */
  long cellBytes(int chunk) {
    if (split < 0) {
      return bytes();
    }
    long length = grid.shape().length(split);
    long part = grid.chunkShape().length(split);
    long start = chunk % Math.ceilDiv(length, part) * part;
    return bytes() / part * Math.min(part, length - start);
  }

  /** The key of a chunk. */
  String key(int chunk) {
    long left = chunk;
    StringBuilder key = new StringBuilder();
    for (int axis = grid.shape().rank() - 1; axis >= 0; axis--) {
      long parts = axis > split ? 1 : parts(axis);
      key.insert(0, "/" + left % parts);
      left /= parts;
    }
    return "c" + key;
  }

  private long parts(int axis) {
    return Math.ceilDiv(grid.shape().length(axis), grid.chunkShape().length(axis));
  }
}
