package io.hypertile.hdf5.filter;

import io.hypertile.codec.Blosc2Codec;
import io.hypertile.codec.Bzip2Codec;
import io.hypertile.codec.Codec;
import io.hypertile.codec.DeflateCodec;
import io.hypertile.codec.Fletcher32Codec;
import io.hypertile.codec.Lz4Codec;
import io.hypertile.codec.LzfCodec;
import io.hypertile.codec.ShuffleCodec;
import io.hypertile.codec.ZstdCodec;
import java.util.List;
import java.util.Optional;

/**
 * The filters of HDF5 that this build has, one row each: the number registered with The HDF Group,
 * the name that files carry, the most options that a collection may give, the parameters that files
 * keep of them, and the kernel for kept parameters. Plug-ins are in the order in which messages
 * list them.
 */
public enum Hdf5Filter {
  /** Deflate. */
  DEFLATE(
      1,
      "deflate",
      1,
      (options, cell, chunk) -> List.of(Parameters.gzipLevel(options)),
      stored -> new DeflateCodec(Settings.GZIP_LEVEL.nearest(stored.parameter(0)))) {
    @Override
    String optionsName() {
      return "gzip";
    }
  },

  /** Byte shuffle. */
  SHUFFLE(
      2,
      "shuffle",
      0,
      (options, cell, chunk) -> List.of(cell),
      stored -> new ShuffleCodec(stored.parameter(0).orElse(0))),

  /** Fletcher's checksum. */
  FLETCHER32(
      3, "fletcher32", 0, (options, cell, chunk) -> List.of(), stored -> new Fletcher32Codec()),

  /** SZIP; its options are the coding and the pixels of a block. */
  SZIP(4, "szip", 2, Parameters::szip, Parameters::szip),

  /** LZF. */
  LZF(32000, "lzf", 0, Parameters::lzf, stored -> new LzfCodec()),

  /** Blosc 1. */
  BLOSC(32001, "blosc", 7, Parameters::blosc, Parameters::blosc),

  /** Blosc 2. */
  BLOSC2(32026, "blosc2", 7, Parameters::blosc2, Parameters::blosc2) {
    @Override
    Optional<String> missing() {
      return Blosc2Codec.missing();
    }
  },

  /** LZ4. */
  LZ4(
      32004,
      "lz4",
      1,
      (options, cell, chunk) -> List.of(options.get(0, Settings.LZ4_BLOCK)),
      stored -> new Lz4Codec(Settings.LZ4_BLOCK.nearest(stored.parameter(0)))),

  /** Bit shuffle. */
  BITSHUFFLE(32008, "bitshuffle", 3, Parameters::bitshuffle, Parameters::bitshuffle),

  /** Zstandard. */
  ZSTD(
      32015,
      "zstd",
      1,
      (options, cell, chunk) -> List.of(options.get(0, Settings.ZSTD_LEVEL)),
      stored -> new ZstdCodec(stored.parameter(0).orElse(Settings.ZSTD_LEVEL.usual()))),

  /** bzip2. */
  BZIP2(
      307,
      "bzip2",
      1,
      (options, cell, chunk) -> List.of(options.get(0, Settings.BZIP2_BLOCK)),
      stored -> new Bzip2Codec(Settings.BZIP2_BLOCK.nearest(stored.parameter(0))));

  /** HDF5's own filters have numbers below. */
  private static final int FIRST_PLUGIN = 256;

  private final int number;
  private final String codec;
  private final int mostOptions;
  private final Planner planner;
  private final Maker maker;

  Hdf5Filter(int number, String codec, int mostOptions, Planner planner, Maker maker) {
    this.number = number;
    this.codec = codec;
    this.mostOptions = mostOptions;
    this.planner = planner;
    this.maker = maker;
  }

  /** The parameters that a new dataset's file keeps. */
  @FunctionalInterface
  interface Planner {
    /**
     * The parameters.
     *
     * @param options filters that the collection asks for, possibly nothing
     * @param cellSize bytes of a cell
     * @param chunkBytes bytes of a chunk before the first filter
     */
    List<Integer> plan(Hdf5FilterOptions options, int cellSize, long chunkBytes);
  }

  /** The kernel for parameters that a file keeps. */
  @FunctionalInterface
  interface Maker {
    /**
     * The kernel.
     *
     * @throws IllegalArgumentException if no file can have these parameters
     */
    Codec make(StoredFilter stored);
  }

  /** The number registered with The HDF Group. */
  public int number() {
    return number;
  }

  /** The name that files carry. */
  public String codec() {
    return codec;
  }

  /** The name that messages about a collection's options show. */
  String optionsName() {
    return codec;
  }

  /** Library that must be installed on the machine before the filter works; empty when it works. */
  Optional<String> missing() {
    return Optional.empty();
  }

  /** Whether collections ask for it by its name and give its parameters as a list. */
  boolean isPlugin() {
    return number >= FIRST_PLUGIN && this != LZF;
  }

  /** Whether its parameters hold the size of a cell or of a chunk and must follow it. */
  boolean hasSizes() {
    return switch (this) {
      case SHUFFLE, SZIP, LZF, BLOSC, BLOSC2, BITSHUFFLE -> true;
      case DEFLATE, FLETCHER32, LZ4, ZSTD, BZIP2 -> false;
    };
  }

  /**
   * The filter of a new dataset.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} if there are too many
   *     options or one is out of range
   */
  StoredFilter plan(List<Integer> options, int cellSize, long chunkBytes) {
    Hdf5FilterOptions judged = new Hdf5FilterOptions(optionsName(), options).atMost(mostOptions);
    return new StoredFilter(number, true, codec, planner.plan(judged, cellSize, chunkBytes));
  }

  /**
   * The kernel for what a file keeps.
   *
   * @throws IllegalArgumentException if no file can have these parameters
   */
  Codec kernel(StoredFilter stored) {
    return maker.make(stored);
  }
}
