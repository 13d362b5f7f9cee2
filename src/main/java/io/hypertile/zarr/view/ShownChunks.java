package io.hypertile.zarr.view;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.util.Arrays;

/**
 * Chooses the chunks in which stored cells are shown: runs of the file where its cells are one run,
 * whole stored chunks where there are some, and nothing that lies in two tiles. The choice depends
 * on what never changes about an array, so that documents and chunks agree.
 */
final class ShownChunks {
  /** A chunk so much smaller than it might be costs more requests than it saves. */
  private static final long WORTHWHILE = 4;

  /** Divisors are looked for among so many numbers at most. */
  private static final long MOST_PARTS = 1 << 20;

  private final Shape array;
  private final StoredForm stored;
  private final int cellBytes;
  private final ChunkSizes sizes;

  private ShownChunks(Shape array, StoredForm stored, int cellBytes, ChunkSizes sizes) {
    this.array = array;
    this.stored = stored;
    this.cellBytes = cellBytes;
    this.sizes = sizes;
  }

  /** The grid of an array's chunks. */
  static ChunkGrid of(Shape array, StoredForm stored, int cellBytes, ChunkSizes sizes) {
    Shape shape =
        stored.passed(cellBytes, sizes).isPresent()
            ? stored.chunk().orElseThrow()
            : new ShownChunks(array, stored, cellBytes, sizes).shape();
    return new ChunkGrid(array, shape);
  }

  private Shape shape() {
    if (stored.chunk().isPresent()) {
      long[] whole = wholeChunks(stored.chunk().get());
      if (fits(whole, sizes.most())) {
        return Shape.of(grown(whole));
      }
    }
    return Shape.of(run());
  }

  /** The smallest box of whole stored chunks that is a part of a regular grid within the tile. */
  private long[] wholeChunks(Shape chunk) {
    long[] lengths = new long[array.rank()];
    for (int axis = 0; axis < lengths.length; axis++) {
      long tile = stored.tile().length(axis);
      long own = Math.min(tile, chunk.length(axis));
      lengths[axis] = !isTiled(axis) || tile % own == 0 ? own : tile;
    }
    return lengths;
  }

  /** Puts stored chunks together, on the inner axes first, while the result is of the target. */
  private long[] grown(long[] chunk) {
    long[] lengths = chunk.clone();
    for (int axis = lengths.length - 1; axis >= 0; axis--) {
      long own = chunk[axis];
      long tile = stored.tile().length(axis);
      long times = Math.max(1, sizes.target() / bytes(lengths));
      long all = Math.ceilDiv(tile, own);
      if (times >= all) {
        lengths[axis] = tile;
        continue;
      }
      lengths[axis] =
          own * (isTiled(axis) ? divisor(all, times) : Math.ceilDiv(all, Math.ceilDiv(all, times)));
      break;
    }
    return lengths;
  }

  /** Whole inner axes while they fit, then the longest equal run of the next one. */
  private long[] run() {
    long[] lengths = new long[array.rank()];
    Arrays.fill(lengths, 1);
    long bytes = cellBytes;
    for (int axis = lengths.length - 1; axis >= 0; axis--) {
      long tile = stored.tile().length(axis);
      long fitting = Math.max(1, sizes.target() / bytes);
      if (fitting >= tile) {
        lengths[axis] = tile;
        bytes *= tile;
        continue;
      }
      lengths[axis] =
          isTiled(axis)
              ? dividing(tile, fitting, bytes)
              : Math.ceilDiv(tile, Math.ceilDiv(tile, fitting));
      break;
    }
    return lengths;
  }

  /** A length that divides a tile's: none may lie in two tiles. */
  private long dividing(long tile, long fitting, long bytes) {
    long below = divisor(tile, fitting);
    long parts = Math.ceilDiv(tile, fitting) - 1;
    if (below * WORTHWHILE >= fitting || parts > MOST_PARTS) {
      return below;
    }
    long above = tile / divisor(tile, parts);
    return above <= sizes.most() / bytes ? above : below;
  }

  /** The largest divisor of a number that is not above another one, which is at least 1. */
  private static long divisor(long number, long most) {
    long best = 1;
    for (long small = 1; small <= most && small <= number / small; small++) {
      if (number % small == 0) {
        long large = number / small;
        best = Math.max(best, large <= most ? large : small);
      }
    }
    return best;
  }

  /** Whether the array has several tiles along an axis. */
  private boolean isTiled(int axis) {
    return stored.tile().length(axis) != array.length(axis);
  }

  private boolean fits(long[] lengths, long most) {
    long left = most / cellBytes;
    for (long length : lengths) {
      left /= length;
    }
    return left >= 1;
  }

  private long bytes(long[] lengths) {
    long bytes = cellBytes;
    for (long length : lengths) {
      bytes *= length;
    }
    return bytes;
  }
}
