package io.hypertile.hdf5.filter;

import io.hypertile.codec.BitshuffleCodec;
import io.hypertile.codec.Blosc2Codec;
import io.hypertile.codec.BloscCodec;
import io.hypertile.codec.BloscCodec.Compressor;
import io.hypertile.codec.Codec;
import io.hypertile.codec.Shuffling;
import io.hypertile.codec.SzipCodec;
import java.util.ArrayList;
import java.util.List;

/** Parameters of the filters that have several: from options, and to the settings of kernels. */
final class Parameters {
  private static final int BIG_ENDIAN = 16;

  /** Least significant byte first, no header, and the 13 split positions allowed. */
  private static final int USUAL_SZIP = 8 | 128 | 1;

  private static final int SZIP_PARAMETERS = 4;
  private static final int LZF_FILTER = 4;
  private static final int LZF_FORMAT = 0x0105;

  /** Positions in the parameters of both Blosc filters; a collection's options have the same. */
  private static final int TYPE_SIZE = 2;

  private static final int LEVEL = 4;
  private static final int SHUFFLE = 5;
  private static final int COMPRESSOR = 6;
  private static final int BLOSC_FILTER = 2;
  private static final int BLOSC_FORMAT = 2;
  private static final int BLOSC2_FILTER = 1;

  private static final int WITH_LZ4 = 2;
  private static final int WITH_ZSTD = 3;

  private Parameters() {}

  static int gzipLevel(Hdf5FilterOptions options) {
    int level = options.get(0, Settings.GZIP_LEVEL);
    // Deker takes 0 for "not given" (deker-layout.md, "Chunks and compression").
    return level == 0 ? Settings.GZIP_LEVEL.usual() : level;
  }

  static List<Integer> szip(Hdf5FilterOptions options, int cellSize, long chunkBytes) {
    int coding = options.get(0, Settings.SZIP_CODING);
    int pixels = options.get(1, Settings.SZIP_PIXELS);
    long cells = chunkBytes / cellSize;
    boolean isCell = cellSize == 1 || cellSize == 2 || cellSize == 4 || cellSize == 8;
    boolean isCoding = coding == Settings.SZIP_ENTROPY || coding == Settings.SZIP_NEIGHBOUR;
    if (!isCell || !isCoding || pixels % 2 != 0 || cells < pixels) {
      throw options.refused(
          "Compression szip takes ec or nn, an even number of pixels from 2 to 32 that is not more"
              + " than the cells of a chunk, and cells of 1, 2, 4 or 8 bytes.");
    }
    int line = (int) Math.min((long) pixels * SzipCodec.MOST_BLOCKS_A_LINE, cells);
    return List.of(coding | USUAL_SZIP, pixels, 8 * cellSize, line);
  }

  static Codec szip(StoredFilter stored) {
    if (stored.parameters().size() < SZIP_PARAMETERS) {
      throw new IllegalArgumentException("szip without its four parameters");
    }
    List<Integer> parameters = stored.parameters();
    int flags = parameters.getFirst();
    return new SzipCodec(
        new SzipCodec.Settings(
            (flags & Settings.SZIP_NEIGHBOUR) != 0,
            (flags & BIG_ENDIAN) != 0,
            parameters.get(2),
            parameters.get(1),
            parameters.get(3)));
  }

  static List<Integer> lzf(Hdf5FilterOptions options, int cellSize, long chunkBytes) {
    return List.of(LZF_FILTER, LZF_FORMAT, (int) chunkBytes);
  }

  static List<Integer> blosc(Hdf5FilterOptions options, int cellSize, long chunkBytes) {
    return blosc(BLOSC_FILTER, BLOSC_FORMAT, options, cellSize, chunkBytes);
  }

  static List<Integer> blosc2(Hdf5FilterOptions options, int cellSize, long chunkBytes) {
    return blosc(BLOSC2_FILTER, 0, options, cellSize, chunkBytes);
  }

  private static List<Integer> blosc(
      int filter, int format, Hdf5FilterOptions options, int cellSize, long chunkBytes) {
    return List.of(
        filter,
        format,
        cellSize,
        (int) chunkBytes,
        options.get(LEVEL, Settings.BLOSC_LEVEL),
        options.get(SHUFFLE, Settings.BLOSC_SHUFFLE),
        options.get(COMPRESSOR, Settings.BLOSC_COMPRESSOR));
  }

  static Codec blosc(StoredFilter stored) {
    return new BloscCodec(typeSize(stored), level(stored), shuffling(stored), compressor(stored));
  }

  static Codec blosc2(StoredFilter stored) {
    return new Blosc2Codec(typeSize(stored), level(stored), shuffling(stored), compressor(stored));
  }

  private static int typeSize(StoredFilter stored) {
    return stored
        .parameter(TYPE_SIZE)
        .filter(size -> size >= 1 && size <= BloscCodec.LARGEST_TYPE)
        .orElse(1);
  }

  private static int level(StoredFilter stored) {
    return Settings.BLOSC_LEVEL.nearest(stored.parameter(LEVEL));
  }

  private static Shuffling shuffling(StoredFilter stored) {
    return Shuffling.values()[Settings.BLOSC_SHUFFLE.known(stored.parameter(SHUFFLE))];
  }

  private static Compressor compressor(StoredFilter stored) {
    return Compressor.values()[Settings.BLOSC_COMPRESSOR.known(stored.parameter(COMPRESSOR))];
  }

  /** Version 0.4 of the plug-in, element size, then the options: block size, compression, level. */
  static List<Integer> bitshuffle(Hdf5FilterOptions options, int cellSize, long chunkBytes) {
    int block = options.get(0, Settings.BITSHUFFLE_BLOCK) & ~7;
    int packing = options.get(1, Settings.BITSHUFFLE_PACKING);
    List<Integer> parameters = new ArrayList<>(List.of(0, 4, cellSize, block, packing));
    if (packing == WITH_ZSTD) {
      parameters.add(options.get(2, Settings.ZSTD_LEVEL));
    }
    return parameters;
  }

  static Codec bitshuffle(StoredFilter stored) {
    int packing = stored.parameter(4).orElse(0);
    return new BitshuffleCodec(
        stored.parameter(2).orElse(0),
        stored.parameter(3).orElse(0),
        switch (packing) {
          case 0 -> BitshuffleCodec.Packing.NONE;
          case WITH_LZ4 -> BitshuffleCodec.Packing.LZ4;
          case WITH_ZSTD -> BitshuffleCodec.Packing.ZSTD;
          default -> throw new IllegalArgumentException("bit shuffle with compression " + packing);
        },
        stored.parameter(5).orElse(0));
  }
}
