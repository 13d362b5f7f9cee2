package io.hypertile.deker.store.write;

import io.hypertile.chunk.DecodedChunks;
import io.hypertile.chunk.RegionSource;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The cells of an array as they will be: the stored ones, with a new box over them. */
public final class MergedCells implements RegionSource {
  private final WriteTask task;
  private final RegionSource stored;
  private final Optional<MemorySegment> box;

  /**
   * Cells under a box.
   *
   * @param stored the cells so far
   * @param box new cells of the task's region in C order; empty when nothing changes
   */
  public MergedCells(WriteTask task, RegionSource stored, Optional<MemorySegment> box) {
    this.task = task;
    this.stored = stored;
    this.box = box;
  }

  @Override
  public void read(Region region, MemorySegment target, DecodedChunks memory) {
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
