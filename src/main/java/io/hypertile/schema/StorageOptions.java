package io.hypertile.schema;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Layout of the cells of new arrays in their files (deker-layout.md, "Chunks and compression").
 *
 * @param chunks whether and how cells are cut into chunks
 * @param compression steps applied to each chunk
 */
public record StorageOptions(Chunks chunks, Compression compression) {
  /** One contiguous run of bytes. */
  public static final StorageOptions CONTIGUOUS =
      new StorageOptions(new Chunks.None(), new Compression.None());

  private static final double BASE_BYTES = 16 * 1024;
  private static final double MIN_BYTES = 8 * 1024;
  private static final double MAX_BYTES = 1024 * 1024;
  private static final double MEBIBYTE = 1024 * 1024;

  /** Whether cells are kept as one run of bytes: neither cut into chunks nor compressed. */
  public boolean isContiguous() {
    return chunks instanceof Chunks.None && compression instanceof Compression.None;
  }

  /**
   * The shape of the chunks of new cells; empty if they are kept as one run.
   *
   * @param file shape of the file: an array's, or a tile's
   */
  public Optional<Shape> chunkShape(Shape file, DType dtype) {
    if (isContiguous()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (chunks) {
          case Chunks.Manual(Shape shape) -> shape;
          case Chunks.Auto ignored -> automatic(file, dtype);
          case Chunks.None ignored -> automatic(file, dtype);
        });
  }

  /**
   * A chunk shape near 16 KiB times two to the power of the array's decimal order of magnitude in
   * MiB, within 8 KiB and 1 MiB: axes are halved in turn until a chunk is small enough, as h5py
   * does for {@code chunks=True}.
   */
  public static Shape automatic(Shape file, DType dtype) {
    int cellSize = dtype.size();
    double bytes = cellSize;
    long[] chunk = file.toArray();
    for (long length : chunk) {
      bytes *= length;
    }
    double target = BASE_BYTES * Math.pow(2, Math.log10(bytes / MEBIBYTE));
    target = Math.clamp(target, MIN_BYTES, MAX_BYTES);
    for (int turn = 0; bytes > cellSize; turn++) {
      boolean near = bytes < target || Math.abs(bytes - target) / target < 0.5;
      if (near && bytes < MAX_BYTES) {
        break;
      }
      int axis = turn % chunk.length;
      chunk[axis] = Math.ceilDiv(chunk[axis], 2);
      bytes = cellSize;
      for (long length : chunk) {
        bytes *= length;
      }
    }
    return Shape.of(chunk);
  }

  /** Division of cells into chunks. */
  public sealed interface Chunks {
    /** No chunks, unless compression asks for them; then as {@link Auto}. */
    record None() implements Chunks {}

    /** Chunks of a shape that the server chooses. */
    record Auto() implements Chunks {}

    /** Chunks of this shape; it need not divide the array's. */
    record Manual(Shape shape) implements Chunks {}
  }

  /** Compression of each chunk. */
  public sealed interface Compression {
    /** Nothing. */
    record None() implements Compression {}

    /** Deflate with a level from 0 to 9. */
    record Gzip(int level) implements Compression {}

    /** LZF. */
    record Lzf() implements Compression {}

    /** SZIP with a coding ({@code ec} or {@code nn}) and pixels per block. */
    record Szip(String coding, int pixelsPerBlock) implements Compression {}

    /**
     * Another codec with its parameters.
     *
     * @param codec its name; where this build has no name for it, the number by which documents ask
     *     for it, in digits
     */
    record Plugin(String codec, List<Integer> parameters) implements Compression {}
  }
}
