package io.hypertile.chunk;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Chunks of one array, wherever and in whichever format they are stored. Fetching waits for storage
 * and decoding for a processor, so they are two calls: many chunks may be fetched while few are
 * decoded. Thread-safe.
 */
public interface ChunkSource {
  /** The division of the array into chunks. */
  ChunkGrid grid();

  /** Bytes of a chunk's cells, of a whole one also where the array's edge cuts it. */
  long chunkBytes();

  /** Whether cells differ in length, so that they are references to a heap. */
  default boolean isAnyLength() {
    return false;
  }

  /** Whether a chunk is stored; the cells of others are fill values. */
  boolean isStored(long chunk);

  /**
   * Reads the stored bytes of a chunk.
   *
   * @param chunk its number in the grid, of one that is stored
   * @param space takes the bytes
   * @return the bytes, valid until the space is used for the next chunk
   */
  MemorySegment fetch(long chunk, ChunkSpace space);

  /**
   * Makes cells of the stored bytes of a chunk.
   *
   * @param chunk its number in the grid
   * @param stored what {@link #fetch} gave
   * @param cells gets the cells, {@link #chunkBytes} of them; those of any length with a heap
   * @param space for what is between; the same that the bytes were fetched into
   * @throws io.hypertile.error.CorruptDataException if the stored bytes are malformed
   */
  void decode(long chunk, MemorySegment stored, CellBlock cells, ChunkSpace space);

  /** Fetches and decodes a chunk, without a copy between where the stored bytes are the cells. */
  default void read(long chunk, CellBlock cells, ChunkSpace space) {
    decode(chunk, fetch(chunk, space), cells, space);
  }

  /**
   * Reads a chunk as {@link #read} does, if it turns out to be stored.
   *
   * @param room gives memory for its cells, once; not asked where the chunk is not stored
   * @return false if it is not, and has the cells of {@link #fill}
   */
  default boolean readStored(long chunk, Supplier<CellBlock> room, ChunkSpace space) {
    read(chunk, room.get(), space);
    return true;
  }

  /** Outcome of a read of some of a chunk's cells. */
  enum PartRead {
    /** The cells are read. */
    READ,
    /** The chunk is not stored. */
    ABSENT,
    /** The cells do not lie as they are answered: the chunk has to be read whole. */
    ONLY_WHOLE
  }

  /**
   * Reads some of a chunk's cells alone, straight to where they belong, where they are stored as
   * they are answered.
   *
   * @param from bytes of cells of the chunk before them
   * @param cells gets neighbouring cells, of one size
   */
  default PartRead readPart(long chunk, long from, MemorySegment cells) {
    return PartRead.ONLY_WHOLE;
  }

  /** Gives memory the cells of chunks that turn out not to be stored. */
  default void fill(CellBlock cells) {
    throw new UnsupportedOperationException("it is known before which chunks are stored");
  }

  /** Walks the chunks of a box in the order in which they are best read. */
  default ChunkCursor cursor(Region region) {
    return new ChunkCursor(grid(), region);
  }

  /**
   * Whether reading a chunk may wait for a store far away, so that threads which are there for
   * decoding take those that are at hand.
   */
  default boolean isFarAway() {
    return false;
  }

  /** Whether a chunk can be read without waiting for a store far away. */
  default boolean isAtHand(long chunk) {
    return true;
  }

  /**
   * Hands over the cells of a chunk that is stored as its cells are answered, without decoding or
   * reading it; false if it is not, or cannot be seen in memory.
   *
   * @param reader gets all cells of the chunk, valid until it returns
   */
  default boolean view(long chunk, Consumer<MemorySegment> reader) {
    return false;
  }
}
