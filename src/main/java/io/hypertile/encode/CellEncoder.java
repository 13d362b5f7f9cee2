package io.hypertile.encode;

import io.hypertile.ndarray.CellBlock;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes one answer: {@link #begin}, {@link #cells} as often as needed, {@link #end}. Used by one
 * thread at a time. Holds a buffer of a fixed size, whatever the answer's. Must be closed if memory
 * was reserved.
 */
public interface CellEncoder extends AutoCloseable {
  /**
   * Writes bytes and then cells as they are.
   *
   * @param prefix text before the cells
   * @param bytes bytes of all cells; they may come in pieces of any size
   */
  static CellEncoder verbatim(byte[] prefix, long bytes) {
    return new VerbatimEncoder(prefix, bytes);
  }

  /** Exact bytes of the whole answer when they follow from the header, else empty. */
  default OptionalLong contentLength() {
    return OptionalLong.empty();
  }

  /**
   * The bytes before the cells, of formats in which nothing but the cells as they are stored (C
   * order, little endian) follows: the caller may then send these from wherever it has them, and
   * serve ranges.
   */
  default Optional<byte[]> verbatimPrefix() {
    return Optional.empty();
  }

  /**
   * Takes memory that is needed beside a small buffer. To be called before cells are opened, which
   * hold memory themselves.
   *
   * @throws io.hypertile.error.ServiceException {@code too-many-requests} when none came free in
   *     time
   */
  default void reserve() {}

  /** Writes what comes before the cells. */
  void begin(OutputStream out) throws IOException;

  /**
   * Writes the next cells in C order. All that they make has gone to {@code out} on return.
   *
   * @param cells any whole number of cells, little endian
   * @throws IllegalStateException if more cells than announced came
   */
  void cells(CellBlock cells, OutputStream out) throws IOException;

  /** The same for cells of one size. */
  default void cells(MemorySegment cells, OutputStream out) throws IOException {
    cells(CellBlock.of(cells), out);
  }

  /**
   * Writes what comes after the cells.
   *
   * @throws IllegalStateException if fewer cells than announced came
   */
  void end(OutputStream out) throws IOException;

  /** Gives back what was reserved. */
  @Override
  default void close() {}
}
