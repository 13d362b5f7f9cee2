package io.hypertile.zarr.cells;

import io.hypertile.codec.CodecException;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.store.ByteRange;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.codec.ChainSpace;
import io.hypertile.zarr.codec.ShardIndex;
import io.hypertile.zarr.codec.Sharding;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Reads indexes of shards, each by one range. Thread-safe.
 *
 * @param objects the state that they are read in
 */
record IndexReads(ZarrObjects objects, MemoryShare memory) {
  /**
   * A shard: an object, or a part of one.
   *
   * @param offset where it begins in the object
   * @param length its bytes; -1 for an object, whose size shows when it is read
   */
  record Shard(StoreKey key, long offset, long length) {
    static Shard whole(StoreKey key) {
      return new Shard(key, 0, -1);
    }

    boolean isWhole() {
      return length < 0;
    }

    private ByteRange index(Sharding sharding) {
      long bytes = sharding.indexBytes();
      if (!isWhole()) {
        return new ByteRange.Span(offset + (sharding.isIndexAtEnd() ? length - bytes : 0), bytes);
      }
      return sharding.isIndexAtEnd() ? new ByteRange.Suffix(bytes) : new ByteRange.Span(0, bytes);
    }
  }

  /**
   * An index that was read.
   *
   * @param version of the object
   * @param length bytes of the shard
   */
  record Found(ObjectVersion version, long length, ShardIndex index) {}

  /**
   * Reads the index of a shard; empty if there is no object.
   *
   * @param start a cell in the shard, for messages
   * @throws io.hypertile.error.CorruptDataException if the index is damaged
   */
  Optional<Found> read(Sharding sharding, Shard shard, long[] start) {
    long bytes = sharding.indexBytes();
    if (!shard.isWhole() && shard.length() < bytes) {
      throw objects.corrupt(start, "the shard in it is shorter than its index", null);
    }
    try (NativeBuffer buffer = memory.take(bytes);
        ChainSpace space = new ChainSpace(memory)) {
      MemorySegment stored = buffer.bytes().asSlice(0, bytes);
      List<Piece> pieces = List.of(new Piece(shard.index(sharding), stored));
      return switch (objects.read(shard.key(), pieces, Optional.empty())) {
        case ReadResult.Read read -> {
          long length = shard.isWhole() ? read.size() : shard.length();
          ShardIndex index = sharding.decodeIndex(stored, length, space);
          yield Optional.of(new Found(read.version(), length, index));
        }
        case ReadResult.Absent absent -> Optional.empty();
        case ReadResult.Changed changed -> throw objects.changed(shard.key());
        case ReadResult.TooShort tooShort ->
            throw objects.corrupt(start, "the shard is shorter than its index", null);
      };
    } catch (CodecException e) {
      throw objects.corrupt(start, "index of the shard: " + e.getMessage(), e);
    }
  }
}
