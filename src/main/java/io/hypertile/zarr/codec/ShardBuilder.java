package io.hypertile.zarr.codec;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A shard in the making: chunks one after the other, then the index. For one thread. */
public final class ShardBuilder {
  private final Sharding sharding;
  private final MemorySegment target;
  private final long[] places;
  private long at;

  /**
   * A shard without chunks.
   *
   * @param target memory of {@link Sharding#largestEncoded} bytes
   */
  ShardBuilder(Sharding sharding, MemorySegment target) {
    this.sharding = sharding;
    this.target = target;
    this.places = new long[2 * sharding.count()];
    Arrays.fill(places, -1);
    this.at = sharding.isIndexAtEnd() ? 0 : sharding.indexBytes();
  }

  /**
   * Adds a chunk.
   *
   * @param number its number in the shard, row by row; each at most once
   * @param stored its bytes, which are copied
   */
  public void add(int number, MemorySegment stored) {
    MemorySegment.copy(stored, 0, target, at, stored.byteSize());
    places[2 * number] = at;
    places[2 * number + 1] = stored.byteSize();
    at += stored.byteSize();
  }

  /** Adds the index; gives the bytes of the shard, which are in the target. */
  public long finish(ChainSpace space) {
    MemorySegment index = sharding.encodeIndex(places, space);
    MemorySegment.copy(index, 0, target, sharding.isIndexAtEnd() ? at : 0, sharding.indexBytes());
    return sharding.isIndexAtEnd() ? at + sharding.indexBytes() : at;
  }
}
