package io.hypertile.zarr.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions.Compression;
import io.hypertile.zarr.CodecSpec;
import io.hypertile.zarr.DefaultCodecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Codecs of new arrays of a collection: what its options ask for, in the words of Zarr, or the
 * default ones.
 */
final class StoredCodecs {
  private static final int USUAL_ZSTD = 3;
  private static final int USUAL_BLOSC = 5;
  private static final List<String> BLOSC_COMPRESSORS =
      List.of("blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd");
  private static final List<String> SHUFFLINGS = List.of("noshuffle", "shuffle", "bitshuffle");

  private StoredCodecs() {}

  /**
   * The codecs of an object.
   *
   * @throws ServiceException {@code invalid-schema} if the options ask for what Zarr has not
   */
  static List<CodecSpec> of(Collection collection, ChunkShapes chunks) {
    int cellBytes = collection.arrays().dtype().size();
    List<CodecSpec> own = new ArrayList<>();
    own.add(bytes(cellBytes));
    packer(collection, cellBytes).ifPresent(own::add);
    return chunks.isSharded() ? List.of(sharded(chunks, own)) : own;
  }

  private static CodecSpec bytes(int cellBytes) {
    return cellBytes == 1 ? CodecSpec.of("bytes") : littleEndian();
  }

  private static CodecSpec littleEndian() {
    return new CodecSpec("bytes", object().put("endian", "little"));
  }

  private static CodecSpec sharded(ChunkShapes chunks, List<CodecSpec> own) {
    ObjectNode settings = object();
    ArrayNode shape = settings.putArray("chunk_shape");
    chunks.chunk().toList().forEach(shape::add);
    ArrayNode inner = settings.putArray("codecs");
    own.forEach(codec -> inner.add(codec.json()));
    ArrayNode index = settings.putArray("index_codecs");
    index.add(littleEndian().json());
    index.add(CodecSpec.of("crc32c").json());
    settings.put("index_location", "end");
    return new CodecSpec("sharding_indexed", settings);
  }

  private static Optional<CodecSpec> packer(Collection collection, int cellBytes) {
    if (collection.options().isEmpty()) {
      return Optional.of(DefaultCodecs.packer(cellBytes));
    }
    return switch (collection.options().get().compression()) {
      case Compression.None none -> Optional.empty();
      case Compression.Gzip(int level) ->
          Optional.of(new CodecSpec("gzip", object().put("level", level)));
      case Compression.Plugin(String name, List<Integer> given) when name.equals("zstd") ->
          Optional.of(
              new CodecSpec(
                  "zstd",
                  object().put("level", parameter(given, 0, USUAL_ZSTD)).put("checksum", false)));
      case Compression.Plugin(String name, List<Integer> given) when name.equals("blosc") ->
          Optional.of(
              blosc(
                  cellBytes,
                  parameter(given, 4, USUAL_BLOSC),
                  parameter(given, 5, 1),
                  parameter(given, 6, 0)));
      case Compression.Plugin plugin -> throw unsupported(plugin.codec());
      case Compression.Lzf lzf -> throw unsupported("lzf");
      case Compression.Szip szip -> throw unsupported("szip");
    };
  }

  private static CodecSpec blosc(int cellBytes, int level, int shuffling, int compressor) {
    return CodecSpec.blosc(
        cellBytes,
        BLOSC_COMPRESSORS.get(compressor),
        level,
        SHUFFLINGS.get(cellBytes == 1 && shuffling == 1 ? 0 : shuffling));
  }

  private static int parameter(List<Integer> given, int at, int missing) {
    return at < given.size() ? given.get(at) : missing;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ServiceException unsupported(String codec) {
    return new ServiceException(
        ErrorCode.INVALID_SCHEMA,
        "Zarr has no codec %s; arrays kept in Zarr take gzip, zstd or blosc, or no compression."
            .formatted(codec),
        Map.of("pointer", "/options/compression", "codec", codec),
        null);
  }
}
