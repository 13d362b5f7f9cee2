package io.hypertile.zarr.codec;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Chunks of a shard in the making, one after the other. For one thread. */
public final class ShardBuilder {
  private final MemorySegment target;
  private final long[] places;
  private long at;

  /**
   * No chunks.
   *
   * @param target room for the shard
   * @param count chunks that there can be
   * @param start offset of the first one
   */
  ShardBuilder(MemorySegment target, int count, long start) {
    this.target = target;
    this.places = new long[2 * count];
    Arrays.fill(places, -1);
    this.at = start;
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

  MemorySegment target() {
    return target;
  }

  ShardIndex index() {
    return ShardIndex.of(places);
  }

  /** Offset behind the last chunk. */
  long end() {
    return at;
  }
}
