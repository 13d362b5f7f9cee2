package io.hypertile.codec;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The filters that this build has, by number. */
public final class Codecs {
  /** Deflate. */
  public static final int DEFLATE = 1;

  /** Byte shuffle. */
  public static final int SHUFFLE = 2;

  /** Fletcher's checksum. */
  public static final int FLETCHER32 = 3;

  /** SZIP. */
  public static final int SZIP = 4;

  /** LZF. */
  public static final int LZF = 32000;

  private static final Map<Integer, Codec> CODECS =
      List.of(new DeflateCodec(), new ShuffleCodec(), new Fletcher32Codec(), new LzfCodec())
          .stream()
          .collect(Collectors.toUnmodifiableMap(Codec::number, Function.identity()));

  /** Names of registered filters, for refusals; the file's own name need not be there. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(SZIP, "szip"),
          Map.entry(5, "nbit"),
          Map.entry(6, "scaleoffset"),
          Map.entry(307, "bzip2"),
          Map.entry(32001, "blosc"),
          Map.entry(32004, "lz4"),
          Map.entry(32008, "bitshuffle"),
          Map.entry(32013, "zfp"),
          Map.entry(32015, "zstd"),
          Map.entry(32017, "sz"),
          Map.entry(32018, "fcidecomp"),
          Map.entry(32024, "sz3"),
          Map.entry(32026, "blosc2"));

  private Codecs() {}

  /** The codec of a filter number; empty when this build has none. */
  public static Optional<Codec> find(int filterNumber) {
    return Optional.ofNullable(CODECS.get(filterNumber));
  }

  /**
   * The codec of a filter.
   *
   * @throws ServiceException {@code unsupported-storage} naming the filter's number and name
   */
  public static Codec require(FilterSpec filter) {
    return find(filter.number()).orElseThrow(() -> unsupported(filter));
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
