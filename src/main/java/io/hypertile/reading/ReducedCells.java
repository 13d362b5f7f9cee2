package io.hypertile.reading;

import io.hypertile.array.Version;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Results of a reduction, all of them made. Used by one thread; must be closed.
 *
 * @param lease memory that they are in
 * @param results their wanted bytes
 * @param version version of the array that all cells had
 * @param timings durations of the steps up to here
 */
record ReducedCells(NativeBuffer lease, MemorySegment results, Version version, ReadTimings timings)
    implements AnswerCells {
  @Override
  public void forEachSlab(SlabConsumer consumer) throws IOException {
    consumer.accept(CellBlock.of(results));
  }

  @Override
  public void close() {
    lease.close();
  }
}
