package io.hypertile.reading;

import io.hypertile.array.CellArray;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.PointSelection;

/**
 * A reading of points.
 *
 * @param array the array as it was found; closed with the reading
 * @param points the points, over the array's axes in the form that it was found in
 * @param limit most bytes that may be read and decoded for it
 */
public record PlannedPoints(CellArray array, PointSelection points, long limit)
    implements PlannedRead {
  /** Bytes that reading a point costs at least: a page of a file. */
  private static final long PAGE = 4096;

  @Override
  public CellType dtype() {
    return array.spec().dtype();
  }

  @Override
  public Shape resultShape() {
    return points.resultShape();
  }

  @Override
  public ReadCost cost() {
    return ReadCost.of(points.resultShape(), dtype());
  }

  @Override
  public long readBytes() {
    return Math.max(cost().bytes(), points.count() * PAGE);
  }
}
