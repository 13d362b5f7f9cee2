package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.concurrent.Executor;

/**
 * Plan for reading a selection: slabs in C order of the result, each read through one or more boxes
 * of the array. Immutable; slabs and boxes are worked out when asked for, so that a plan takes the
 * same room for any result.
 */
public final class ReadPlan implements SlabPlan {
  private final Shape results;
  private final CellType dtype;
  private final Cut cut;
  private final ReadCost cost;
  private final SlabReading reads;
  private final int depth;

  /**
   * Division of the result into slabs.
   *
   * @param axis the axis whose results are shared out among slabs; those before it have one result
   *     in each slab, those after it all
   * @param rows most results of the axis in one slab
   * @param phase results of the axis before the first cut after result 0, from 1 to rows
   * @param rowBytes bytes of one result of the axis
   */
  record Cut(int axis, long rows, long phase, long rowBytes) {
    /** Number of slabs for as many results of the axis. */
    long parts(long count) {
      return count <= phase ? 1 : 1 + Math.ceilDiv(count - phase, rows);
    }

    /** The part that has a result. */
    long partOf(long row) {
      return row < phase ? 0 : 1 + (row - phase) / rows;
    }

    /** First result of a part. */
    long start(long part) {
      return part == 0 ? 0 : phase + (part - 1) * rows;
    }
  }

  /**
   * A plan.
   *
   * @param results lengths of the result's axes, dropped ones with length 1
   * @param depth slabs that may be read at a time
   */
  ReadPlan(Shape results, CellType dtype, Cut cut, SlabReading reads, int depth) {
    this.results = results;
    this.dtype = dtype;
    this.cut = cut;
    this.cost = ReadCost.of(results, dtype);
    this.reads = reads;
    this.depth = depth;
  }

  @Override
  public CellType dtype() {
    return dtype;
  }

  @Override
  public long resultBytes() {
    return cost.bytes();
  }

  @Override
  public long slabs() {
    long slabs = cut.parts(results.length(cut.axis()));
    for (int axis = 0; axis < cut.axis(); axis++) {
      slabs *= results.length(axis);
    }
    return slabs;
  }

  @Override
  public long offset(long n) {
    long count = results.length(cut.axis());
    long parts = cut.parts(count);
    return (n / parts * count + cut.start(n % parts)) * cut.rowBytes();
  }

  @Override
  public long slabAt(long offset) {
    long count = results.length(cut.axis());
    long row = offset / cut.rowBytes();
    return row / count * cut.parts(count) + cut.partOf(row % count);
  }

  @Override
  public long slabBytes() {
    return Math.min(cut.rows(), results.length(cut.axis())) * cut.rowBytes();
  }

  @Override
  public int ahead() {
    return (int) Math.min(depth, slabs() - 1);
  }

  @Override
  public long bytes(long n) {
    return slab(n).bytes();
  }

  @Override
  public long scratchBytes() {
    return reads.scratchBytes();
  }

  @Override
  public void read(long n, CellReader reader, SlabReading.Memory memory, Executor helpers) {
    reads.read(slab(n), reader, memory, helpers);
  }

  /** Plan for the boxes of the slabs. */
  SlabReading reads() {
    return reads;
  }

  /**
   * One slab.
   *
   * @param n its number in C order, from 0
   */
  Slab slab(long n) {
    int rank = results.rank();
    long[] start = new long[rank];
    long[] stop = new long[rank];
    long count = results.length(cut.axis());
    long parts = cut.parts(count);
    long part = n % parts;
    long outer = n / parts;
    start[cut.axis()] = cut.start(part);
    stop[cut.axis()] = part + 1 == parts ? count : cut.start(part + 1);
    for (int axis = cut.axis() - 1; axis >= 0; axis--) {
      start[axis] = outer % results.length(axis);
      stop[axis] = start[axis] + 1;
      outer /= results.length(axis);
    }
    for (int axis = cut.axis() + 1; axis < rank; axis++) {
      stop[axis] = results.length(axis);
    }
    long rows = stop[cut.axis()] - start[cut.axis()];
    return new Slab(Region.of(start, stop), rows * cut.rowBytes());
  }
}
