package io.hypertile.deker.store.write;

import io.hypertile.hdf5.image.ChunkTreeImage;
import io.hypertile.hdf5.image.DataPlan;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The chunks of a dataset, one after the other in a file in the making, and then their index. For
 * one thread.
 */
final class ChunkSequence {
  private final WriteBehind file;
  private final ChunkTreeImage image;
  private final ChunkTreeImage.Chunks chunks;
  private long end;

  /**
   * No chunks yet.
   *
   * @param first position of the first one
   */
  ChunkSequence(WriteBehind file, DataPlan.Chunked plan, long first) {
    this.file = file;
    this.image = ChunkTreeImage.of(plan);
    int count = image.chunkCount();
    this.chunks = new ChunkTreeImage.Chunks(new long[count], new int[count], new int[count]);
    this.end = first;
  }

  /**
   * Writes the next chunk.
   *
   * @param chunk its number in the grid
   * @param bytes as stored
   * @param mask bit i set when filter i was left out
   */
  void append(long chunk, MemorySegment bytes, int mask) throws IOException {
    int at = Math.toIntExact(chunk);
    chunks.addresses()[at] = end;
    chunks.sizes()[at] = Math.toIntExact(bytes.byteSize());
    chunks.masks()[at] = mask;
    file.write(bytes.asByteBuffer(), end);
    end += bytes.byteSize();
  }

  /**
   * Writes the index of all chunks.
   *
   * @param position place of its root
   * @param base position that addresses in the file count from
   */
  void writeIndex(long position, long base) throws IOException {
    file.write(image.build(position, base, chunks), position);
  }

  /** Position after the last chunk. */
  long end() {
    return end;
  }
}
