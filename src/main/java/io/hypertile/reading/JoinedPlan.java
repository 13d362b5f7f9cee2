package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;

/** Plan for several results, one behind the other. Immutable. */
final class JoinedPlan implements SlabPlan {
  private final List<SlabPlan> parts;
  private final long[] firstSlab;
  private final long[] firstByte;
  private final int depth;

  /**
   * A plan.
   *
   * @param parts plans of the results, at least one
   * @param depth slabs that may be read at a time
   */
  JoinedPlan(List<SlabPlan> parts, int depth) {
    this.parts = List.copyOf(parts);
    this.depth = depth;
    this.firstSlab = new long[parts.size() + 1];
    this.firstByte = new long[parts.size() + 1];
    for (int part = 0; part < parts.size(); part++) {
      firstSlab[part + 1] = firstSlab[part] + parts.get(part).slabs();
      firstByte[part + 1] = firstByte[part] + parts.get(part).resultBytes();
    }
  }

  /** The last part that begins at the place or before it. */
  private static int partAt(long[] starts, long place) {
    int found = Arrays.binarySearch(starts, 0, starts.length - 1, place);
    return found >= 0 ? found : -found - 2;
  }

  @Override
  public CellType dtype() {
    return parts.getFirst().dtype();
  }

  @Override
  public long resultBytes() {
    return firstByte[parts.size()];
  }

  @Override
  public long slabs() {
    return firstSlab[parts.size()];
  }

  @Override
  public long offset(long n) {
    int part = partAt(firstSlab, n);
    return firstByte[part] + parts.get(part).offset(n - firstSlab[part]);
  }

  @Override
  public long slabAt(long offset) {
    int part = partAt(firstByte, offset);
    return firstSlab[part] + parts.get(part).slabAt(offset - firstByte[part]);
  }

  @Override
  public long bytes(long n) {
    int part = partAt(firstSlab, n);
    return parts.get(part).bytes(n - firstSlab[part]);
  }

  @Override
  public long slabBytes() {
    return parts.stream().mapToLong(SlabPlan::slabBytes).max().orElseThrow();
  }

  @Override
  public long scratchBytes() {
    return parts.stream().mapToLong(SlabPlan::scratchBytes).max().orElseThrow();
  }

  @Override
  public int ahead() {
    return (int) Math.min(depth, slabs() - 1);
  }

  @Override
  public void read(long n, CellReader reader, SlabReading.Memory memory, Executor helpers) {
    int part = partAt(firstSlab, n);
    parts.get(part).read(n - firstSlab[part], reader, memory, helpers);
  }
}
