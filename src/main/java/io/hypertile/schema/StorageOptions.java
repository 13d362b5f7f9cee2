package io.hypertile.schema;

import io.hypertile.ndarray.Shape;
import java.util.List;

/**
 * How the cells of new arrays are laid out in their files (deker.md 1.4).
 *
 * @param chunks whether and how cells are cut into chunks
 * @param compression what is done to each chunk
 */
public record StorageOptions(Chunks chunks, Compression compression) {
  /** One contiguous run of bytes. */
  public static final StorageOptions CONTIGUOUS =
      new StorageOptions(new Chunks.None(), new Compression.None());

  /** Whether cells are kept as one run of bytes: neither cut into chunks nor compressed. */
  public boolean isContiguous() {
    return chunks instanceof Chunks.None && compression instanceof Compression.None;
  }

  /** How cells are cut into chunks. */
  public sealed interface Chunks {
    /** No chunks, unless compression asks for them; then as {@link Auto}. */
    record None() implements Chunks {}

    /** Chunks of a shape that the server chooses. */
    record Auto() implements Chunks {}

    /** Chunks of this shape; it need not divide the array's. */
    record Manual(Shape shape) implements Chunks {}
  }

  /** What is done to each chunk. */
  public sealed interface Compression {
    /** Nothing. */
    record None() implements Compression {}

    /** Deflate with a level from 0 to 9. */
    record Gzip(int level) implements Compression {}

    /** LZF. */
    record Lzf() implements Compression {}

    /** SZIP with a coding ({@code ec} or {@code nn}) and pixels per block. */
    record Szip(String coding, int pixelsPerBlock) implements Compression {}

    /** A registered HDF5 filter with its parameters. */
    record Plugin(int filter, List<Integer> parameters) implements Compression {}
  }
}
