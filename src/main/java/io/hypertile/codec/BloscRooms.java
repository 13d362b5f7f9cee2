package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Rooms for one block of Blosc that are used again, each by one thread at a time: fresh memory
 * costs its zeroing. Few are kept, and only for blocks as Hypertile makes them. Thread-safe.
 */
final class BloscRooms {
  /** Bytes of a room that is kept. */
  static final int ROOM_BYTES = 256 << 10;

  private static final int KEPT = 2 * Runtime.getRuntime().availableProcessors();
  private static final BlockingQueue<MemorySegment> ROOMS = new ArrayBlockingQueue<>(KEPT);

  private BloscRooms() {}

  /**
   * Room of any content for a block, to be given back.
   *
   * @param arena gives memory for larger blocks
   */
  static MemorySegment take(long bytes, Arena arena) {
    if (bytes > ROOM_BYTES) {
      return arena.allocate(bytes);
    }
    MemorySegment kept = ROOMS.poll();
    return kept == null ? Arena.ofAuto().allocate(ROOM_BYTES) : kept;
  }

  /** Takes a room back, which nobody may use any more. */
  static void give(MemorySegment room) {
    if (room.byteSize() == ROOM_BYTES) {
      ROOMS.offer(room);
    }
  }
}
