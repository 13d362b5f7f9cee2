package io.hypertile.engine.hdf5;

import io.hypertile.codec.CodecScratch;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The memory that decoding one chunk after the other needs. For one thread at a time; must be
 * closed.
 */
final class ChunkSpace implements AutoCloseable {
  private final ChunkMemory memory;
  private final CodecScratch scratch = new CodecScratch();
  private ChunkMemory.@Nullable Buffer stored;
  private ChunkMemory.@Nullable Buffer plain;
  private ChunkMemory.@Nullable Buffer cells;

  ChunkSpace(ChunkMemory memory) {
    this.memory = memory;
  }

  /** Room for a chunk's stored bytes; what it held is lost. */
  MemorySegment storedRoom(long bytes) {
    ChunkMemory.Buffer room = grown(stored, bytes);
    stored = room;
    return room.bytes().asSlice(0, bytes);
  }

  /** Room for a chunk's cells before conversion; what it held is lost. */
  MemorySegment plainRoom(long bytes) {
    ChunkMemory.Buffer room = grown(plain, bytes);
    plain = room;
    return room.bytes().asSlice(0, bytes);
  }

  /** Room for a chunk's cells that nobody keeps; what it held is lost. */
  MemorySegment cellsRoom(long bytes) {
    ChunkMemory.Buffer room = grown(cells, bytes);
    cells = room;
    return room.bytes().asSlice(0, bytes);
  }

  private ChunkMemory.Buffer grown(ChunkMemory.@Nullable Buffer buffer, long bytes) {
    if (buffer != null && buffer.bytes().byteSize() >= bytes) {
      return buffer;
    }
    ChunkMemory.Buffer larger = memory.take(bytes);
    if (buffer != null) {
      memory.give(buffer);
    }
    return larger;
  }

  CodecScratch scratch() {
    return scratch;
  }

  @Override
  public void close() {
    scratch.close();
    giveBack(stored);
    giveBack(plain);
    giveBack(cells);
    stored = null;
    plain = null;
    cells = null;
  }

  private void giveBack(ChunkMemory.@Nullable Buffer buffer) {
    if (buffer != null) {
      memory.give(buffer);
    }
  }
}
