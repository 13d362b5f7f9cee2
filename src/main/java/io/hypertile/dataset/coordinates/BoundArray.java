package io.hypertile.dataset.coordinates;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.DerivedArray;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.array.axis.BoundReader;
import io.hypertile.dataset.DatasetName;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;

/**
 * An array of a dataset with the coordinates of its axes. It holds the state that it was found in
 * until it is opened, let go or closed; coordinates that are read later must not have changed.
 *
 * @param cells the array without coordinates
 * @param spec its form with coordinates
 * @param dataset its dataset
 * @param binding where the coordinates are from
 * @param share the state
 */
record BoundArray(
    CellArray cells,
    ArraySpec spec,
    DatasetName dataset,
    AxisBinding binding,
    HeldState.Share share)
    implements DerivedArray {
  /** Opens the array; one that is in another state by now must have the same coordinates. */
  @Override
  public CellReader open(Region bounds) {
    CellReader reader = cells.open(bounds);
    boolean isOpened = false;
    try {
      share.close();
      boolean isSame =
          reader.version().equals(cells.version())
              || reader.spec().equals(cells.spec()) && binding.isSame(spec, dataset);
      isOpened = true;
      return isSame ? new BoundReader(reader, spec) : reader;
    } finally {
      if (!isOpened) {
        reader.close();
      }
    }
  }

  @Override
  public Version write(Region box, CellSource source, Precondition condition) {
    return cells.write(box, source, condition);
  }

  @Override
  public Version clear(Region box, Precondition condition) {
    return cells.clear(box, condition);
  }

  @Override
  public void letGo() {
    share.close();
    cells.letGo();
  }

  @Override
  public void close() {
    share.close();
    cells.close();
  }
}
