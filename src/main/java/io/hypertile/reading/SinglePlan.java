package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.concurrent.Executor;

/**
 * Plan where there is nothing to cut: for the one cell of an array without axes, and for no cell,
 * as of an array with an axis that has not grown yet.
 *
 * @param cells 1 or 0
 */
record SinglePlan(CellType dtype, int cells) implements SlabPlan {
  private static final Region CELL = Region.whole(Shape.of());

  @Override
  public long resultBytes() {
    return (long) cells * dtype.size();
  }

  @Override
  public long slabs() {
    return 1;
  }

  @Override
  public long offset(long n) {
    return 0;
  }

  @Override
  public long slabAt(long offset) {
    return 0;
  }

  @Override
  public long bytes(long n) {
    return (long) cells * dtype.size();
  }

  @Override
  public long slabBytes() {
    return (long) cells * dtype.size();
  }

  @Override
  public long scratchBytes() {
    return 0;
  }

  @Override
  public int ahead() {
    return 0;
  }

  @Override
  public void read(long n, CellReader reader, SlabReading.Memory memory, Executor helpers) {
    if (cells > 0) {
      reader.read(CELL, memory.target());
    }
  }
}
