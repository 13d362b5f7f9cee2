package io.hypertile.engine.hdf5;

import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The cells of an array as they will be: the stored ones, with a new box over them. Thread-safe as
 * long as each thread brings its own memory.
 */
final class MergedCells {
  private final WriteTask task;
  private final Stored stored;
  private final Optional<MemorySegment> box;

  /** Reads a box of the cells so far. */
  @FunctionalInterface
  interface Stored {
    void read(Region region, MemorySegment target, DecodedChunks memory);
  }

  /**
   * Cells under a box.
   *
   * @param stored the cells so far
   * @param box new cells of the task's region in C order; empty when nothing changes
   */
  MergedCells(WriteTask task, Stored stored, Optional<MemorySegment> box) {
    this.task = task;
    this.stored = stored;
    this.box = box;
  }

  /** Reads a box of the merged array, in C order. */
  void read(Region region, MemorySegment target, DecodedChunks memory) {
    if (box.isEmpty() || !task.region().contains(region)) {
      stored.read(region, target, memory);
    }
    box.ifPresent(staged ->
        task.region()
            .intersection(region)
            .ifPresent(common ->
                RegionCopy.copy(
                    staged,
                    task.region().shape(),
                    common.relativeTo(task.region()),
                    target,
                    region.shape(),
                    common.relativeTo(region).startArray(),
                    task.cellSize())));
  }
}
