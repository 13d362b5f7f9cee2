package io.hypertile.chunk;

import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decoded chunks of one array that consecutive reads share, and the memory for decoding. Native
 * memory, bounded. For one read at a time, whose threads share it, and for one version of one file;
 * must be closed.
 */
public final class DecodedChunks implements AutoCloseable {
  /** Memory for reuse where there is no pool. */
  private static final long OWN_MEMORY = 64L << 20;

  private final long maxBytes;
  private final Optional<CodecPool> pool;
  private final MemoryShare chunkMemory;
  private final Map<Long, Kept> chunks = new LinkedHashMap<>(16, 0.75f, true);
  private final Deque<ChunkSpace> spaces = new ArrayDeque<>();
  private long keptBytes;
  private long reads;

  /** A decoded chunk; {@code lastRead} is the number of the read that used it last. */
  private static final class Kept {
    private final NativeBuffer cells;
    private long lastRead;

    private Kept(NativeBuffer cells, long lastRead) {
      this.cells = cells;
      this.lastRead = lastRead;
    }
  }

  /**
   * An empty cache whose reads decode on their own thread alone.
   *
   * @param maxBytes decoded bytes to keep; one chunk is kept whatever its size
   */
  public DecodedChunks(long maxBytes) {
    this(
        maxBytes,
        Optional.empty(),
        MemoryBudget.only(MemoryUse.CHUNKS, Math.max(maxBytes, OWN_MEMORY)));
  }

  /**
   * An empty cache whose reads decode with the help of a pool, and on its memory.
   *
   * @param maxBytes decoded bytes to keep; one chunk is kept whatever its size
   */
  public DecodedChunks(long maxBytes, CodecPool pool) {
    this(maxBytes, Optional.of(pool), pool.memory());
  }

  private DecodedChunks(long maxBytes, Optional<CodecPool> pool, MemoryShare chunkMemory) {
    this.maxBytes = maxBytes;
    this.pool = pool;
    this.chunkMemory = chunkMemory;
  }

  /** Threads that help; empty when there are none. */
  Optional<CodecPool> pool() {
    return pool;
  }

  /** Begins a read: chunks that it does not use may make room for those that it does. */
  public synchronized void beginRead() {
    reads++;
  }

  /** The cells of a chunk that was kept; null when there is none. Valid until the read ends. */
  public synchronized @Nullable MemorySegment find(long chunk) {
    Kept found = chunks.get(chunk);
    if (found == null) {
      return null;
    }
    found.lastRead = reads;
    return found.cells.bytes();
  }

  /**
   * Room for a chunk that is to be kept; empty when the memory is full of chunks that the present
   * read uses, or all readers together have enough of it. Chunks are not driven out by others of
   * the same read, since reads in a row use the same ones in the same order.
   */
  public synchronized Optional<NativeBuffer> room(long bytes) {
    while (keptBytes + bytes > maxBytes && !chunks.isEmpty()) {
      Iterator<Kept> eldest = chunks.values().iterator();
      Kept kept = eldest.next();
      if (kept.lastRead == reads) {
        return Optional.empty();
      }
      eldest.remove();
      keptBytes -= kept.cells.bytes().byteSize();
      kept.cells.close();
    }
    boolean isOnly = keptBytes == 0;
    if (!isOnly && keptBytes + bytes > maxBytes) {
      return Optional.empty();
    }
    Optional<NativeBuffer> room =
        isOnly ? Optional.of(chunkMemory.take(bytes)) : chunkMemory.tryTake(bytes);
    room.ifPresent(buffer -> keptBytes += buffer.bytes().byteSize());
    return room;
  }

  /** Keeps a chunk that was decoded into its room. */
  public synchronized void keep(long chunk, NativeBuffer room) {
    chunks.put(chunk, new Kept(room, reads));
  }

  /** Gives back room whose chunk could not be decoded. */
  synchronized void giveUp(NativeBuffer room) {
    keptBytes -= room.bytes().byteSize();
    room.close();
  }

  /** Memory for a thread that decodes, to be returned. */
  synchronized ChunkSpace takeSpace() {
    ChunkSpace kept = spaces.poll();
    return kept == null ? new ChunkSpace(chunkMemory) : kept;
  }

  synchronized void returnSpace(ChunkSpace space) {
    spaces.push(space);
  }

  @Override
  public synchronized void close() {
    spaces.forEach(ChunkSpace::close);
    spaces.clear();
    chunks.values().forEach(kept -> kept.cells.close());
    chunks.clear();
    keptBytes = 0;
    if (pool.isEmpty()) {
      chunkMemory.close();
    }
  }
}
