package io.hypertile.zarr.view;

import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.CodecSpec;
import java.util.Optional;

/**
 * The form in which cells are stored, as far as it decides which boxes of them are read well.
 *
 * @param tile shape of the files that the array is made of, which divides its shape; the array's
 *     shape where it is one file
 * @param chunk shape of the chunks of a file; empty where its cells are one run
 * @param codec codec of Zarr that reads stored chunks as they are; empty where there is none
 */
public record StoredForm(Shape tile, Optional<Shape> chunk, Optional<CodecSpec> codec) {
  /** Chunks smaller than this cost more requests than they save decoding. */
  private static final long WORTH_PASSING = 64 << 10;

  /** A form whose chunks are decoded when they are shown. */
  public StoredForm(Shape tile, Optional<Shape> chunk) {
    this(tile, chunk, Optional.empty());
  }

  /**
   * The codec of chunks that are shown as they are stored.
   *
   * @param cellBytes bytes of a cell
   */
  Optional<CodecSpec> passed(int cellBytes, ChunkSizes sizes) {
    return codec.filter(found -> {
      long bytes = cellBytes * chunk.orElseThrow().cells();
      return bytes >= WORTH_PASSING && bytes <= sizes.most();
    });
  }
}
