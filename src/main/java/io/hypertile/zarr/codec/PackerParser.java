package io.hypertile.zarr.codec;

import io.hypertile.codec.BloscCodec;
import io.hypertile.codec.Codec;
import io.hypertile.codec.Crc32cCodec;
import io.hypertile.codec.DeflateCodec;
import io.hypertile.codec.GzipCodec;
import io.hypertile.codec.Shuffling;
import io.hypertile.codec.ZstdCodec;
import java.util.List;

/** Zarr's names of codecs from bytes to bytes, and their kernels. */
final class PackerParser {
  /** The codec that arrays of format 2 call zlib, in the words of format 3. */
  static final String ZLIB = "numcodecs.zlib";

  /** The level that zlib means by -1. */
  private static final int USUAL_ZLIB = 6;

  private static final int LEAST_ZSTD = -131_072;
  private static final int GREATEST_ZSTD = 22;
  private static final List<String> COMPRESSORS =
      List.of("blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd");
  private static final List<String> SHUFFLINGS = List.of("noshuffle", "shuffle", "bitshuffle");

  private PackerParser() {}

  /**
   * The kernel of a codec.
   *
   * @param at where the codec stands in its document
   */
  static Codec kernel(CodecDocument document, String at) {
    return switch (document.name()) {
      case "gzip" -> {
        Settings settings = Settings.of(at, document, "level");
        yield new GzipCodec(
            settings.integer("level", DeflateCodec.LEAST_LEVEL, DeflateCodec.GREATEST_LEVEL));
      }
      case "zstd" -> {
        Settings settings = Settings.of(at, document, "level", "checksum");
        yield new ZstdCodec(
            settings.integer("level", LEAST_ZSTD, GREATEST_ZSTD), settings.isSet("checksum"));
      }
      case "blosc" -> blosc(document, at);
      case ZLIB -> {
        Settings settings = Settings.of(at, document, "level");
        int level = settings.integer("level", -1, DeflateCodec.GREATEST_LEVEL);
        yield new DeflateCodec(level < 0 ? USUAL_ZLIB : level);
      }
      default -> {
        Settings.of(at, document);
        yield new Crc32cCodec();
      }
    };
  }

  /** The block size of a document is a wish, which our encoder does not heed. */
  private static Codec blosc(CodecDocument document, String at) {
    Settings settings =
        Settings.of(at, document, "typesize", "cname", "clevel", "shuffle", "blocksize");
    settings.integer("blocksize", 0, Integer.MAX_VALUE, 0);
    int compressor = COMPRESSORS.indexOf(settings.requireText("cname", COMPRESSORS));
    int shuffling = SHUFFLINGS.indexOf(settings.requireText("shuffle", SHUFFLINGS));
    int typeSize =
        Shuffling.values()[shuffling] == Shuffling.NONE
            ? settings.integer("typesize", 1, Integer.MAX_VALUE, 1)
            : settings.integer("typesize", 1, Integer.MAX_VALUE);
    return new BloscCodec(
        typeSize > BloscCodec.LARGEST_TYPE ? 1 : typeSize,
        settings.integer("clevel", 0, BloscCodec.GREATEST_LEVEL),
        Shuffling.values()[shuffling],
        BloscCodec.Compressor.values()[compressor]);
  }
}
