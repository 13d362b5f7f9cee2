package io.hypertile.zarr.view;

import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ChunkKeys;
import io.hypertile.zarr.CodecSpec;
import java.util.List;
import java.util.Optional;

/**
 * The form in which cells are stored, as far as it decides which boxes of them are read well.
 *
 * @param tile shape of the files that the array is made of, which divides its shape; the array's
 *     shape where it is one file
 * @param chunk shape of the chunks of a file; empty where its cells are one run
 * @param codec codec of Zarr that reads stored chunks as they are; empty where there is none
 * @param document the array's own document; empty where it is not stored as Zarr
 */
public record StoredForm(
    Shape tile,
    Optional<Shape> chunk,
    Optional<CodecSpec> codec,
    Optional<ArrayDocument> document) {
  /** Chunks smaller than this cost more requests than they save decoding. */
  private static final long WORTH_PASSING = 64 << 10;

  /** A form whose chunks are decoded when they are shown. */
  public StoredForm(Shape tile, Optional<Shape> chunk) {
    this(tile, chunk, Optional.empty(), Optional.empty());
  }

  /**
   * The array's own document, where it can be shown: it is of format 3, names the axes, and has the
   * usual keys of chunks, which addresses are made of.
   */
  Optional<ArrayDocument> shown(List<String> axes) {
    return document.filter(found ->
        found.format() == 3
            && found.specification().keys().equals(ChunkKeys.USUAL)
            && found.dimensionNames().equals(axes.stream().map(Optional::of).toList()));
  }

  /** The same form of an array with this document of its own. */
  public StoredForm with(Optional<ArrayDocument> own) {
    return new StoredForm(tile, chunk, codec, own);
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
