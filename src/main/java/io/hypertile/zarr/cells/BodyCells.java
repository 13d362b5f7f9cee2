package io.hypertile.zarr.cells;

import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.CellBlock;
import java.io.IOException;
import java.util.Optional;

/**
 * The cells of a box, taken from a source: few into native memory, many into a file without a name
 * that is mapped. For one thread.
 */
interface BodyCells {
  /** More bytes than this wait on disk. */
  long MOST_IN_MEMORY = 8L << 20;

  /** Memory with cells. */
  record Taken(CellBlock cells, AutoCloseable memory) implements AutoCloseable {
    @Override
    public void close() {
      try {
        memory.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Takes all cells, to memory if they are few. */
  Taken takeAll(MemoryShare share, ScratchFiles files) throws IOException;

  /** Takes the next cells, few enough for memory where they have one size. */
  Taken take(long cells, MemoryShare share, ScratchFiles files) throws IOException;

  /** Takes the next cells as {@link #take}; empty, and nothing is taken, if that means waiting. */
  Optional<Taken> tryTake(long cells, MemoryShare share) throws IOException;

  /**
   * Checks that the source has no more.
   *
   * @throws io.hypertile.error.ServiceException {@code shape-mismatch}
   */
  void requireEnd() throws IOException;
}
