package io.hypertile.ndarray;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Cells of a region as a stream of bytes in C order, little endian; each cell of any length is
 * preceded by its length (4 bytes, little endian). Read once, by one thread. A source knows nothing
 * of the target of the cells; its reader decides how much to hold.
 */
public interface CellSource extends AutoCloseable {
  /**
   * Puts bytes into the buffer from its position and moves the position on. A cell may be split
   * between two calls.
   *
   * @return number of bytes put, at least 1 when the buffer has room; -1 when all cells were read
   * @throws IOException if the underlying stream fails
   * @throws io.hypertile.error.ServiceException if the stream is not what it should be: wrong
   *     syntax, a value that does not fit, too few or too many cells
   */
  int read(ByteBuffer target) throws IOException;

  /**
   * The cells where they lie, which saves a copy of them; empty where they have to be read. Asked
   * for before the first cell is read, and instead of reading.
   *
   * @throws IOException if the underlying stream fails
   */
  default Optional<WholeCells> whole() throws IOException {
    return Optional.empty();
  }

  /** Frees what the source holds. */
  @Override
  default void close() throws IOException {}
}
