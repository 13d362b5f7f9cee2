package io.hypertile.reading;

import io.hypertile.array.CellArray;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import io.hypertile.reduction.Reduction;

/**
 * Reading of cells of which fewer are made.
 *
 * @param array the array as it was found; closed with the reading
 * @param reduction the cells, and what is made of them
 */
public record PlannedReduction(CellArray array, Reduction reduction) implements PlannedRead {
  /** Most bytes of state while cells come in. */
  public static final long MOST_STATE = 256 << 20;

  @Override
  public CellType dtype() {
    return reduction.resultType();
  }

  @Override
  public Shape resultShape() {
    return reduction.resultShape();
  }

  @Override
  public ReadCost cost() {
    return ReadCost.of(reduction.resultShape(), reduction.resultType());
  }

  @Override
  public long readBytes() {
    return ReadCost.of(reduction.cells(), reduction.dtype()).bytes();
  }

  /** Bytes of state while cells come in. */
  public long stateBytes() {
    return ReadCost.product(cost().cells(), reduction.stateBytes());
  }

  /** Access to the cells that are reduced. */
  PlannedAccess cells() {
    return PlannedAccess.of(array, reduction.cells());
  }
}
