package io.hypertile.ndarray;

import java.util.Optional;

/**
 * Walks a box in smaller ones that follow one another in C order, each of them asked for when it is
 * wanted. For one thread.
 */
public final class SlabCursor {
  private final Region region;
  private final int axis;
  private final long step;
  private final long[] start;
  private boolean isOver;

  /**
   * A walk from the first cell on.
   *
   * @param region the box; an empty one has no slab
   * @param maxCells most cells of a slab, at least 1
   */
  public SlabCursor(Region region, long maxCells) {
    int cut = region.rank() - 1;
    long inner = 1;
    while (cut > 0 && inner * region.length(cut) <= maxCells) {
      inner *= region.length(cut--);
    }
    this.region = region;
    this.axis = cut;
    this.step = Math.max(1, maxCells / inner);
    this.start = region.startArray();
    this.isOver = region.isEmpty();
  }

  /** The next slab; empty when all were given. */
  public Optional<Region> next() {
    if (isOver) {
      return Optional.empty();
    }
    if (axis < 0) {
      isOver = true;
      return Optional.of(region);
    }
    long[] stop = region.stopArray();
    for (int outer = 0; outer < axis; outer++) {
      stop[outer] = start[outer] + 1;
    }
    stop[axis] = Math.min(region.stop(axis), start[axis] + step);
    Region slab = Region.of(start, stop);
    moveOn(stop[axis]);
    return Optional.of(slab);
  }

  private void moveOn(long stop) {
    start[axis] = stop;
    int at = axis;
    while (start[at] >= region.stop(at)) {
      if (at == 0) {
        isOver = true;
        return;
      }
      start[at] = region.start(at);
      start[--at]++;
    }
  }
}
