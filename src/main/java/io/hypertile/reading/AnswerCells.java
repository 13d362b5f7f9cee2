package io.hypertile.reading;

import io.hypertile.array.Version;
import io.hypertile.ndarray.CellBlock;
import java.io.IOException;

/**
 * Cells of a result in C order, about to be handed on. What can fail early has failed already.
 * Memory is the same for results of any size. Used by one thread; must be closed.
 */
public interface AnswerCells extends AutoCloseable {
  /** Takes one slab after the other. */
  @FunctionalInterface
  interface SlabConsumer {
    /**
     * Takes a slab.
     *
     * @param cells its cells, valid until the method returns
     */
    void accept(CellBlock cells) throws IOException;
  }

  /** The array's version when it was opened, which is that of all cells. */
  Version version();

  /** Durations of the steps up to here. */
  ReadTimings timings();

  /**
   * Hands on all slabs. To be called once.
   *
   * @throws IOException what the consumer threw
   * @throws io.hypertile.error.ServiceException if reading fails
   */
  void forEachSlab(SlabConsumer consumer) throws IOException;

  @Override
  void close();
}
