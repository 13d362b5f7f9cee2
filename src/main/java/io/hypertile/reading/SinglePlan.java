package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.concurrent.Executor;

/** Plan for the one cell of an array without axes: there is nothing to cut. */
record SinglePlan(CellType dtype) implements SlabPlan {
  private static final Region CELL = Region.whole(Shape.of());

  @Override
  public long resultBytes() {
    return dtype.size();
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
    return dtype.size();
  }

  @Override
  public long slabBytes() {
    return dtype.size();
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
    reader.read(CELL, memory.target());
  }
}
