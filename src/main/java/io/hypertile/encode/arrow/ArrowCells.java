package io.hypertile.encode.arrow;

import io.hypertile.ndarray.CellBlock;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Cells of the rows of one message, in one column or, complex ones, in two. For one thread. */
sealed interface ArrowCells permits ArrowFixedCells, ArrowLongCells {
  /** Columns of a cell. */
  int columns();

  /** Whether cells may be null. */
  boolean isNullable();

  /**
   * Takes cells of a block.
   *
   * @param from the first, counted from the first of the block
   * @param most number of cells
   * @return number of those that had room; 0 only if {@link #isFull}
   */
  int take(CellBlock block, long from, long most);

  /** Cells taken since the last message. */
  int rows();

  /** Whether a message must be written before more cells are taken. */
  boolean isFull();

  /** Counts the nulls among the cells taken, to be called once before they are written. */
  long markNulls();

  /** Bytes of all buffers of some rows, where they follow from their number. */
  Optional<List<Long>> sizes(int rows);

  /** Bytes of all buffers of the cells taken. */
  List<Long> sizes();

  /** Writes the buffers, after which no cells are taken. */
  void write(OutputStream out) throws IOException;
}
