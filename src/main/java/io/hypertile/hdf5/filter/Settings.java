package io.hypertile.hdf5.filter;

import io.hypertile.codec.BloscCodec;
import io.hypertile.codec.Bzip2Codec;
import io.hypertile.codec.DeflateCodec;
import io.hypertile.codec.Lz4Codec;
import io.hypertile.codec.Shuffling;
import io.hypertile.codec.SzipCodec;

/** Settings that filters allow: the one place that defines them, for documents and for files. */
public final class Settings {
  /** Level of deflate. */
  public static final Setting GZIP_LEVEL =
      new Setting(DeflateCodec.LEAST_LEVEL, DeflateCodec.GREATEST_LEVEL, 4);

  /** Pixels of a block of SZIP; an even number. */
  public static final Setting SZIP_PIXELS = new Setting(2, SzipCodec.MOST_PIXELS_A_BLOCK, 8);

  /** SZIP's coding by entropy alone, as HDF5 numbers it. */
  public static final int SZIP_ENTROPY = 4;

  /** SZIP's coding of differences to the neighbour, as HDF5 numbers it. */
  public static final int SZIP_NEIGHBOUR = 32;

  /** Coding of SZIP; of the range only the ends. */
  static final Setting SZIP_CODING = new Setting(SZIP_ENTROPY, SZIP_NEIGHBOUR, SZIP_NEIGHBOUR);

  /** Level of Zstandard. */
  static final Setting ZSTD_LEVEL = new Setting(1, 22, 3);

  /** Block size of bzip2. */
  static final Setting BZIP2_BLOCK =
      new Setting(Bzip2Codec.LEAST_BLOCK, Bzip2Codec.LARGEST_BLOCK, Bzip2Codec.LARGEST_BLOCK);

  /** Bytes of an LZ4 block; 0 is one block for all. */
  static final Setting LZ4_BLOCK = new Setting(0, Lz4Codec.LARGEST_BLOCK, 0);

  /** Level of both Blosc filters. */
  static final Setting BLOSC_LEVEL = new Setting(0, BloscCodec.GREATEST_LEVEL, 5);

  /** Shuffle of both Blosc filters. */
  static final Setting BLOSC_SHUFFLE =
      new Setting(0, Shuffling.values().length - 1, Shuffling.BYTES.ordinal());

  /** Compressor of both Blosc filters. */
  static final Setting BLOSC_COMPRESSOR =
      new Setting(0, BloscCodec.Compressor.values().length - 1, 0);

  /** Elements of a block of bit shuffle; 0 is as many as fill 8 KiB. */
  static final Setting BITSHUFFLE_BLOCK = new Setting(0, 1 << 24, 0);

  /** Compression of bit shuffle: 0 is none, 2 LZ4, 3 Zstandard. */
  static final Setting BITSHUFFLE_PACKING = new Setting(0, 3, 0);

  private Settings() {}
}
