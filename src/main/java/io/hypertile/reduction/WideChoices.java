package io.hypertile.reduction;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One cell chosen of many, of complex or 80-bit numbers: the least, greatest, first or last.
 * Complex numbers are in the order of their real parts, equal ones in that of their imaginary
 * parts, as NumPy has it.
 */
final class WideChoices implements Accumulator {
  private static final ValueLayout.OfLong FOUND = ValueLayout.JAVA_LONG;

  private final Reduction reduction;
  private final Parts cells;
  private final int size;
  private final MemorySegment state;

  WideChoices(Reduction reduction, MemorySegment state) {
    this.reduction = reduction;
    this.cells = new Parts(reduction.dtype());
    this.size = reduction.dtype().size();
    this.state = state;
  }

  @Override
  public void add(Block block, int from, int to, long result) {
    long at = result * (size + 8L);
    for (int i = from; i < to; i++) {
      if (!block.missing[i] && (state.get(FOUND, at) == 0 || isBetter(block, i, at + 8))) {
        MemorySegment.copy(block.cells(), block.offset(i), state, at + 8, size);
        state.set(FOUND, at, 1);
      }
    }
  }

  private boolean isBetter(Block block, int cell, long chosen) {
    return switch (reduction.operation()) {
      case MIN -> cells.compare(block.cells(), block.offset(cell), state, chosen) < 0;
      case MAX -> cells.compare(block.cells(), block.offset(cell), state, chosen) > 0;
      case LAST -> true;
      default -> false;
    };
  }

  @Override
  public void put(long result, MemorySegment target, long offset) {
    long at = result * (size + 8L);
    if (state.get(FOUND, at) == 0) {
      Parts.putNull(reduction.dtype(), target, offset);
    } else {
      MemorySegment.copy(state, at + 8, target, offset, size);
    }
  }
}
