package io.hypertile.reading;

import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;

/** Chunks that boxes lie in: each box has its own decoded, however few of their cells it takes. */
final class BoxChunks {
  private BoxChunks() {}

  /**
   * Checks what is decoded for several boxes; a single one is read like any other.
   *
   * @throws io.hypertile.error.ServiceException {@code result-too-large}
   */
  static void requireWithin(PlannedBoxes planned, Shape chunks) {
    if (planned.boxes().size() == 1) {
      return;
    }
    long decoded = 0;
    for (PlannedBoxes.Box box : planned.boxes()) {
      long cells = 1;
      for (int axis = 0; axis < chunks.rank(); axis++) {
        cells = ReadCost.product(cells, covered(box.selection(), axis, chunks.length(axis)));
      }
      decoded = ReadCost.sum(decoded, ReadCost.product(cells, planned.dtype().size()));
    }
    TooLarge.requireResult(
        decoded,
        planned.limit(),
        "The chunks that the boxes lie in exceed the limit of what is read for one answer; ask for"
            + " fewer boxes.");
  }

  /** Positions of an axis in the chunks that a selection lies in, or more. */
  private static long covered(Selection selection, int axis, long chunk) {
    long size = selection.shape().length(axis);
    AxisSelection taken = selection.axes().get(axis);
    long chunks =
        switch (taken) {
          case AxisSelection.Index ignored -> 1;
          case AxisSelection.Range range -> {
            long last = range.position(range.count() - 1);
            yield Math.min(range.count(), last / chunk - range.start() / chunk + 1);
          }
          case AxisSelection.Wrapped wrapped ->
              Math.min(wrapped.count(), Math.ceilDiv(size, chunk));
          case AxisSelection.Positions list -> Math.min(list.count(), Math.ceilDiv(size, chunk));
        };
    return Math.min(size, ReadCost.product(chunks, chunk));
  }
}
