package io.hypertile.reading;

import io.hypertile.array.CellArray;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection;
import java.util.List;

/**
 * A reading of several boxes of one array, all in the same state of it. Their cells follow one
 * another.
 *
 * @param array the array as it was found; closed with the reading
 * @param boxes the boxes, at least one
 * @param limit most bytes that may be decoded for it
 */
public record PlannedBoxes(CellArray array, List<Box> boxes, long limit) implements PlannedRead {
  public PlannedBoxes {
    boxes = List.copyOf(boxes);
  }

  /**
   * One of the boxes.
   *
   * @param name its name, unique among them
   * @param selection cells of the array, in the form that it was found in
   */
  public record Box(String name, Selection selection) {}

  @Override
  public CellType dtype() {
    return array.spec().dtype();
  }

  /** All cells in a row. */
  @Override
  public Shape resultShape() {
    return Shape.of(cost().cells());
  }

  @Override
  public ReadCost cost() {
    long cells = 0;
    for (Box box : boxes) {
      cells = ReadCost.sum(cells, ReadCost.of(box.selection, dtype()).cells());
    }
    return new ReadCost(cells, ReadCost.product(cells, dtype().size()));
  }
}
