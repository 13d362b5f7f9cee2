package io.hypertile.codec;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The filters that this build has, by number; some need a library that the machine must have. */
public final class Codecs {
  /** Deflate. */
  public static final int DEFLATE = 1;

  /** Byte shuffle. */
  public static final int SHUFFLE = 2;

  /** Fletcher's checksum. */
  public static final int FLETCHER32 = 3;

  /** SZIP; its options are the coding's flag and the pixels of a block. */
  public static final int SZIP = 4;

  /** bzip2. */
  public static final int BZIP2 = 307;

  /** LZF. */
  public static final int LZF = 32000;

  /** Blosc 1. */
  public static final int BLOSC = 32001;

  /** LZ4. */
  public static final int LZ4 = 32004;

  /** Bit shuffle. */
  public static final int BITSHUFFLE = 32008;

  /** Zstandard. */
  public static final int ZSTD = 32015;

  /** Blosc 2. */
  public static final int BLOSC2 = 32026;

  private static final Map<Integer, Codec> CODECS =
      Stream.of(
              new DeflateCodec(),
              new ShuffleCodec(),
              new Fletcher32Codec(),
              new SzipCodec(),
              new Bzip2Codec(),
              new LzfCodec(),
              new BloscCodec(),
              new Lz4Codec(),
              new BitshuffleCodec(),
              new ZstdCodec(),
              new Blosc2Codec())
          .collect(Collectors.toUnmodifiableMap(Codec::number, Function.identity()));

  /** Names of registered filters, for refusals; the file's own name need not be there. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(5, "nbit"),
          Map.entry(6, "scaleoffset"),
          Map.entry(32013, "zfp"),
          Map.entry(32017, "sz"),
          Map.entry(32018, "fcidecomp"),
          Map.entry(32024, "sz3"));

  private Codecs() {}

  /** The codec of a filter number; empty when this build has none. */
  public static Optional<Codec> find(int filterNumber) {
    return Optional.ofNullable(CODECS.get(filterNumber));
  }

  /**
   * The codec of a filter.
   *
   * @throws ServiceException {@code unsupported-storage} naming the filter's number and name, and
   *     the library to install where that is all that is missing
   */
  public static Codec require(FilterSpec filter) {
    return requireInstalled(find(filter.number()).orElseThrow(() -> unsupported(filter)));
  }

  /** The codec, when everything that it needs is on the machine. */
  static Codec requireInstalled(Codec codec) {
    Optional<String> missing = codec.missing();
    if (missing.isPresent()) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_STORAGE,
          "HDF5 filter %d (%s) needs a library that this server does not find: install %s and"
                  .formatted(codec.number(), codec.name(), missing.get())
              + " restart it, or rewrite the array with another compression.",
          Map.of("filter", codec.number(), "name", codec.name()),
          null);
    }
    return codec;
  }

  /**
   * The filter of a new dataset.
   *
   * @param number registered number
   * @param options what the collection asks for
   * @param cellSize bytes of a cell
   * @param chunkBytes bytes of a chunk before filters
   * @throws ServiceException {@code unsupported-storage} if this build has no such filter, {@code
   *     invalid-schema} if an option is out of range
   */
  public static FilterSpec plan(int number, List<Integer> options, int cellSize, long chunkBytes) {
    Codec codec = require(new FilterSpec(number, true, "", options));
    return new FilterSpec(
        number, true, codec.name(), codec.parameters(options, cellSize, chunkBytes));
  }

  private static ServiceException unsupported(FilterSpec filter) {
    String name = NAMES.getOrDefault(filter.number(), filter.name());
    return new ServiceException(
        ErrorCode.UNSUPPORTED_STORAGE,
        "The cells are stored with HDF5 filter "
            + filter.number()
            + (name.isEmpty() ? "" : " (" + name + ")")
            + ", which is not supported; rewrite the array with another compression.",
        Map.of("filter", filter.number(), "name", name),
        null);
  }
}
