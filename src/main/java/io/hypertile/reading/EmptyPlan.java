package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellType;
import java.util.concurrent.Executor;

/** Plan for no cell, as of an array with an axis that has not grown yet. */
record EmptyPlan(CellType dtype) implements SlabPlan {
  @Override
  public long resultBytes() {
    return 0;
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
    return 0;
  }

  @Override
  public long slabBytes() {
    return 0;
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
    // There is no cell.
  }
}
