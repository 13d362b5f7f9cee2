package io.hypertile.partition.schema;

import io.hypertile.zarr.CodecSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Codecs of a variable's chunks, and whether chunks are kept in shards (zcollection-rules.md 129,
 * 130). Immutable.
 *
 * @param arrayToArray filters, in the order of encoding
 * @param arrayToBytes the serializer; empty for little-endian bytes
 * @param bytesToBytes compressors, in the order of encoding
 * @param isSharded whether chunks are put together
 * @param shardBytes most bytes of the cells of a shard
 */
public record CodecStack(
    List<CodecSpec> arrayToArray,
    Optional<CodecSpec> arrayToBytes,
    List<CodecSpec> bytesToBytes,
    boolean isSharded,
    OptionalLong shardBytes) {
  public CodecStack {
    arrayToArray = List.copyOf(arrayToArray);
    bytesToBytes = List.copyOf(bytesToBytes);
  }

  /** The same with other filters. */
  public CodecStack withFilters(List<CodecSpec> filters) {
    return new CodecStack(filters, arrayToBytes, bytesToBytes, isSharded, shardBytes);
  }

  /** The same with one compressor in place of those there are. */
  public CodecStack withCompressor(CodecSpec compressor) {
    return new CodecStack(arrayToArray, arrayToBytes, List.of(compressor), isSharded, shardBytes);
  }
}
