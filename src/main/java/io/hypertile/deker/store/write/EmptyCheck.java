package io.hypertile.deker.store.write;

import io.hypertile.chunk.CellSlabs;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Whether an array is empty but for a box. The number of empty cells only says whether it is worth
 * looking: it may come from a program that counted wrongly (deker-layout.md, "Empty cells"), and a
 * file must never lose cells over it.
 */
final class EmptyCheck {
  private EmptyCheck() {}

  /** Thrown to end the walk at the first cell that is not empty. */
  private static final class CellFound extends RuntimeException {
    private CellFound() {
      super(null, null, false, false);
    }
  }

  /**
   * Whether every stored cell outside the task's box equals the fill value.
   *
   * @param known number of cells of the array that are said to be empty
   */
  static boolean isEmptyOutside(WriteTask task, OpenFile file, long known) throws IOException {
    if (task.isWhole()) {
      return true;
    }
    if (known < task.arrayCells() - task.region().cells()) {
      return false;
    }
    try {
      CellSlabs.forEach(
          file.cells(task.schema())::read,
          Region.whole(task.shape()),
          task.cellSize(),
          (slab, cells) -> {
            slab.intersection(task.region()).ifPresent(box -> blank(task, slab, box, cells));
            if (task.fill().count(cells) != slab.cells()) {
              throw new CellFound();
            }
          });
      return true;
    } catch (CellFound e) {
      return false;
    }
  }

  /** Puts fill values over what the box will overwrite. */
  private static void blank(WriteTask task, Region slab, Region box, MemorySegment cells) {
    int size = task.cellSize();
    RegionCopy.forEachRun(
        slab.shape(),
        box.relativeTo(slab),
        (arrayCell, boxCell, run) -> task.fill().fill(cells.asSlice(arrayCell * size, run * size)));
  }
}
