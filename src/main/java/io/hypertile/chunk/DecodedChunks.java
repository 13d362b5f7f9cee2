package io.hypertile.chunk;

import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decoded chunks of one array that consecutive reads share, and the memory for decoding. Native
 * memory, bounded. For one read at a time, whose threads share it, and for one version of one file;
 * must be closed.
 */
public final class DecodedChunks implements AutoCloseable {
  /** Memory for reuse where there is no pool. */
  private static final long OWN_MEMORY = 64L << 20;

  /** Chunks that are known not to be stored. */
  private static final int MOST_ABSENT = 10_000;

  private final long maxBytes;
  private final Optional<CodecPool> pool;
  private final MemoryShare chunkMemory;
  private final Map<Long, Kept> chunks = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<Long> absent = new HashSet<>();
  private final Deque<ChunkSpace> spaces = new ArrayDeque<>();
  private long keptBytes;
  private long reads;

  /** A decoded chunk; {@code lastRead} is the number of the read that used it last. */
  private static final class Kept {
    private final Room room;
    private long lastRead;

    private Kept(Room room, long lastRead) {
      this.room = room;
      this.lastRead = lastRead;
    }
  }

  /**
   * Memory for a chunk that is to be kept.
   *
   * @param cells its cells, or references
   * @param heap bytes of cells of any length; null for cells of one size
   */
  public record Room(NativeBuffer cells, @Nullable HeapMemory heap) {
    /** The cells of a chunk. */
    CellBlock block() {
      return new CellBlock(cells.bytes(), heap);
    }

    private long bytes() {
      return cells.bytes().byteSize() + (heap == null ? 0 : heap.size());
    }

    private void free() {
      cells.close();
      if (heap != null) {
        heap.close();
      }
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
  public synchronized @Nullable CellBlock find(long chunk) {
    Kept found = chunks.get(chunk);
    if (found == null) {
      return null;
    }
    found.lastRead = reads;
    return found.room.block();
  }

  /** Notes that a chunk is not stored, as far as there is room for notes. */
  synchronized void noteAbsent(long chunk) {
    if (absent.size() < MOST_ABSENT) {
      absent.add(chunk);
    }
  }

  /** Whether a chunk was found not to be stored. */
  public synchronized boolean isAbsent(long chunk) {
    return absent.contains(chunk);
  }

  /**
   * Room for a chunk that is to be kept; empty when the memory is full of chunks that the present
   * read uses, or all readers together have enough of it. Chunks are not driven out by others of
   * the same read, since reads in a row use the same ones in the same order.
   */
  public synchronized Optional<Room> room(long bytes, boolean isAnyLength) {
    while (keptBytes + bytes > maxBytes && !chunks.isEmpty()) {
      Iterator<Kept> eldest = chunks.values().iterator();
      Kept kept = eldest.next();
      if (kept.lastRead == reads) {
        return Optional.empty();
      }
      eldest.remove();
      keptBytes -= kept.room.bytes();
      kept.room.free();
    }
    boolean isOnly = keptBytes == 0;
    if (!isOnly && keptBytes + bytes > maxBytes) {
      return Optional.empty();
    }
    Optional<NativeBuffer> room =
        isOnly ? Optional.of(chunkMemory.take(bytes)) : chunkMemory.tryTake(bytes);
    room.ifPresent(buffer -> keptBytes += buffer.bytes().byteSize());
    return room.map(
        buffer -> new Room(buffer, isAnyLength ? HeapMemory.ofChunk(chunkMemory) : null));
  }

  /** Keeps a chunk that was decoded into its room. */
  public synchronized void keep(long chunk, Room room) {
    keptBytes += room.bytes() - room.cells().bytes().byteSize();
    chunks.put(chunk, new Kept(room, reads));
  }

  /** Gives back room whose chunk could not be decoded. */
  synchronized void giveUp(Room room) {
    keptBytes -= room.cells().bytes().byteSize();
    room.free();
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
    chunks.values().forEach(kept -> kept.room.free());
    chunks.clear();
    keptBytes = 0;
    if (pool.isEmpty()) {
      chunkMemory.close();
    }
  }
}
