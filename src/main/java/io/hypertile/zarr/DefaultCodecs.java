package io.hypertile.zarr;

/**
 * Compression of new arrays where nobody asked for another. Blosc with shuffled bytes and the
 * quickest level of Zstandard was the smallest or nearly so on all data that were measured, and
 * encodes several times as fast as Zstandard alone (performance.md). What does not become smaller
 * is stored as it is, block by block.
 */
public final class DefaultCodecs {
  private static final String COMPRESSOR = "zstd";
  private static final int LEVEL = 1;

  /** The most bytes of an element that Blosc can shuffle. */
  private static final int LARGEST_ELEMENT = 255;

  private DefaultCodecs() {}

  /**
   * The codec behind that of the cells' bytes.
   *
   * @param cellBytes bytes of a cell; cells of one byte, or of more than Blosc knows, are not
   *     shuffled
   */
  public static CodecSpec packer(int cellBytes) {
    boolean isShuffled = cellBytes > 1 && cellBytes <= LARGEST_ELEMENT;
    return CodecSpec.blosc(
        isShuffled ? cellBytes : 1, COMPRESSOR, LEVEL, isShuffled ? "shuffle" : "noshuffle");
  }
}
