package io.hypertile.zarr.codec;

import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a chain needs between its codecs, out of the budget of chunks. For one thread at
 * a time; must be closed.
 */
public final class ChainSpace implements AutoCloseable {
  /**
   * Rooms of one chain: two between codecs of bytes, one for an array between codecs, one for a
   * chunk of a shard, one for cells of any length in one run.
   */
  private static final int ROOMS = 5;

  static final int ARRAY = 2;
  static final int INNER = 3;
  static final int SERIAL = 4;

  private final MemoryShare memory;
  private final List<@Nullable NativeBuffer> rooms = new ArrayList<>();

  /** Space out of a share of native memory. */
  public ChainSpace(MemoryShare memory) {
    this.memory = memory;
  }

  /**
   * Memory of a size; the old content of the same room is lost.
   *
   * @param depth 0 for the chain of an array, 1 for that of its shards' chunks, and so on
   */
  MemorySegment room(int depth, int which, long bytes) {
    int index = depth * ROOMS + which;
    while (rooms.size() <= index) {
      rooms.add(null);
    }
    NativeBuffer buffer = rooms.get(index);
    if (buffer == null || buffer.bytes().byteSize() < bytes) {
      NativeBuffer larger = memory.take(bytes);
      if (buffer != null) {
        buffer.close();
      }
      rooms.set(index, larger);
      buffer = larger;
    }
    return buffer.bytes().asSlice(0, bytes);
  }

  @Override
  public void close() {
    for (NativeBuffer buffer : rooms) {
      if (buffer != null) {
        buffer.close();
      }
    }
    rooms.clear();
  }
}
