package io.hypertile.zarr.codec;

import io.hypertile.codec.CodecException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Index of a shard: the places of its chunks. Every place was checked against the shard. Immutable.
 */
public final class ShardIndex {
  private static final long ABSENT = -1;
  private static final int ENTRY = 16;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Offset and length by turns. */
  private final long[] places;

  private ShardIndex(long[] places) {
    this.places = places;
  }

  /**
   * An index out of its decoded bytes.
   *
   * @param first offset in the shard where chunks may begin
   * @param last offset in the shard where they end
   * @throws CodecException if a chunk lies outside, or two overlap
   */
  static ShardIndex parse(MemorySegment entries, long first, long last) throws CodecException {
    long[] places = new long[(int) (entries.byteSize() / Long.BYTES)];
    for (int i = 0; i < places.length; i++) {
      places[i] = entries.get(LONG, (long) Long.BYTES * i);
    }
    long[] starts = new long[places.length / 2];
    int stored = 0;
    for (int chunk = 0; chunk < places.length / 2; chunk++) {
      long offset = places[2 * chunk];
      long length = places[2 * chunk + 1];
      if (offset == ABSENT && length == ABSENT) {
        continue;
      }
      if (offset < first || length < 0 || offset > last || length > last - offset) {
        throw new CodecException(
            "chunk %d of the shard has %s bytes at %s, outside of %d to %d"
                .formatted(
                    chunk,
                    Long.toUnsignedString(length),
                    Long.toUnsignedString(offset),
                    first,
                    last));
      }
      if (length > 0) {
        starts[stored++] = offset;
      }
    }
    ShardIndex index = new ShardIndex(places);
    index.requireApart(Arrays.copyOf(starts, stored));
    return index;
  }

  private void requireApart(long[] starts) throws CodecException {
    Arrays.sort(starts);
    for (int chunk = 0; chunk < places.length / 2; chunk++) {
      if (isStored(chunk) && length(chunk) > 0) {
        int at = Arrays.binarySearch(starts, offset(chunk));
        while (at + 1 < starts.length && starts[at + 1] == offset(chunk)) {
          at++;
        }
        boolean isShared = at > 0 && starts[at - 1] == offset(chunk);
        boolean reachesNext = at + 1 < starts.length && starts[at + 1] < end(chunk);
        if (isShared || reachesNext) {
          throw new CodecException("chunk " + chunk + " of the shard overlaps another");
        }
      }
    }
  }

  /** An index of places: offset and length by turns, -1 for both where there is no chunk. */
  static ShardIndex of(long[] places) {
    return new ShardIndex(places.clone());
  }

  /** Writes the entries to the start of the target. */
  void put(MemorySegment target) {
    for (int i = 0; i < places.length; i++) {
      target.set(LONG, (long) Long.BYTES * i, places[i]);
    }
  }

  /** Bytes of the entries of as many chunks. */
  static long bytes(long chunks) {
    return ENTRY * chunks;
  }

  /** Whether a chunk, counted in row-major order, is there. */
  public boolean isStored(int chunk) {
    return places[2 * chunk] != ABSENT || places[2 * chunk + 1] != ABSENT;
  }

  /** Offset in the shard of a chunk that is there. */
  public long offset(int chunk) {
    return places[2 * chunk];
  }

  /** Bytes of a chunk that is there. */
  public long length(int chunk) {
    return places[2 * chunk + 1];
  }

  private long end(int chunk) {
    return offset(chunk) + length(chunk);
  }
}
