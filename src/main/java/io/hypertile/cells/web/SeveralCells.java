package io.hypertile.cells.web;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Version;
import io.hypertile.ndarray.FillValue;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.slice.Selection;
import java.util.List;
import java.util.Optional;

/**
 * Cells of several arrays for one answer, planned and not begun. Used by one thread; must be
 * closed.
 *
 * @param boxes the boxes of the answer, in order
 * @param reads readings whose cells, one after the other, are those of the boxes that are there; a
 *     reading may have several boxes
 * @param version stands for the versions of all arrays
 * @param isSideBySide whether several readings may be open at a time, each used by another thread
 */
public record SeveralCells(
    List<Box> boxes, List<PlannedAccess> reads, Version version, boolean isSideBySide)
    implements AutoCloseable {
  /** Cells of readings that are opened one after the other. */
  public SeveralCells(List<Box> boxes, List<PlannedAccess> reads, Version version) {
    this(boxes, reads, version, false);
  }

  public SeveralCells {
    boxes = List.copyOf(boxes);
    reads = List.copyOf(reads);
  }

  /**
   * A box of the answer.
   *
   * @param name its name, unique within the answer
   * @param form its cells; empty for one that is asked for and not there
   */
  public record Box(String name, Optional<Form> form) {}

  /**
   * Form of the cells of a box.
   *
   * @param spec the array that they are of
   * @param selection the part of it
   * @param nulls value that stands for null
   */
  public record Form(ArraySpec spec, Selection selection, Optional<FillValue> nulls) {}

  /** Lets go of all arrays, also when one cannot. */
  @Override
  public void close() {
    RuntimeException failure = null;
    for (PlannedAccess read : reads) {
      try {
        read.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
