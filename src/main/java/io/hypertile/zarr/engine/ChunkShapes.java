package io.hypertile.zarr.engine;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import java.util.Arrays;
import java.util.Optional;

/**
 * Shapes in which new arrays of a collection are stored. Chunks are those of the collection's
 * options; where these ask for none, they are runs of about a mebibyte. The tiles of a virtual
 * array are chunks where they are small, and shards of chunks where these divide them.
 *
 * @param object cells of one object
 * @param chunk cells that are encoded together; those of the object, or a part that divides them
 */
record ChunkShapes(Shape object, Shape chunk) {
  /** A request for it takes about as long as for a byte, and decoding it milliseconds. */
  private static final long RUN_BYTES = 1 << 20;

  /** A change of one cell writes all of the object again. */
  private static final long LARGEST_SHARD = 32L << 20;

  /** Another run is sought among those of at least this part of the longest. */
  private static final long WORTHWHILE = 4;

  /** Whether an object has several chunks. */
  boolean isSharded() {
    return !object.equals(chunk);
  }

  /** The shapes for arrays of a collection. */
  static ChunkShapes of(Collection collection) {
    ArraysSchema schema = collection.arrays();
    DType dtype = schema.dtype();
    return switch (schema) {
      case ArraysSchema.ArraySchema plain -> {
        Shape chunk = chunk(collection, plain.shape(), dtype);
        yield new ChunkShapes(chunk, chunk);
      }
      case ArraysSchema.VArraySchema tiled -> {
        Shape tile = tiled.grid().tileShape(tiled.shape());
        Shape chunk = chunk(collection, tile, dtype);
        boolean isShard = divides(chunk, tile) && tile.cells() <= LARGEST_SHARD / dtype.size();
        yield new ChunkShapes(isShard ? tile : chunk, chunk);
      }
    };
  }

  private static Shape chunk(Collection collection, Shape tile, DType dtype) {
    Optional<Shape> chosen = collection.options().flatMap(options -> chosen(options, tile, dtype));
    return chosen.orElseGet(() -> run(tile, dtype.size()));
  }

  private static Optional<Shape> chosen(StorageOptions options, Shape tile, DType dtype) {
    if (options.isContiguous()) {
      return Optional.empty();
    }
    return options
        .chunkShape(tile, dtype)
        .map(shape -> {
          long[] lengths = shape.toArray();
          for (int axis = 0; axis < lengths.length; axis++) {
            lengths[axis] = Math.min(lengths[axis], tile.length(axis));
          }
          return Shape.of(lengths);
        });
  }

  private static boolean divides(Shape chunk, Shape tile) {
    for (int axis = 0; axis < tile.rank(); axis++) {
      if (tile.length(axis) % chunk.length(axis) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whole inner axes while they fit, then equal runs of the next one. */
  private static Shape run(Shape tile, int cellBytes) {
    long[] lengths = new long[tile.rank()];
    Arrays.fill(lengths, 1);
    long bytes = cellBytes;
    for (int axis = lengths.length - 1; axis >= 0; axis--) {
      long length = tile.length(axis);
      long fitting = Math.max(1, RUN_BYTES / bytes);
      if (fitting >= length) {
        lengths[axis] = length;
        bytes *= length;
        continue;
      }
      lengths[axis] = equalRun(length, fitting);
      break;
    }
    return Shape.of(lengths);
  }

  /** A divisor, so that tiles can be shards, unless all of them are short. */
  private static long equalRun(long length, long fitting) {
    long least = Math.max(1, fitting / WORTHWHILE);
    for (long run = fitting; run >= least && fitting - run < RUN_BYTES; run--) {
      if (length % run == 0) {
        return run;
      }
    }
    return Math.ceilDiv(length, Math.ceilDiv(length, fitting));
  }
}
