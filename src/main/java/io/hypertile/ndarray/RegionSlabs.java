package io.hypertile.ndarray;

/** Cuts a box into smaller ones that follow one another in C order. */
public final class RegionSlabs {
  private RegionSlabs() {}

  /** Takes one slab. */
  @FunctionalInterface
  public interface SlabConsumer<E extends Exception> {
    /** Takes the next slab; together, in order, the slabs are the box in C order. */
    void accept(Region slab) throws E;
  }

  /**
   * Calls the consumer for slabs of the region that hold at most so many cells each.
   *
   * @param region the box; nothing is called for an empty one
   * @param maxCells at least 1
   */
  public static <E extends Exception> void forEach(
      Region region, long maxCells, SlabConsumer<E> consumer) throws E {
    if (region.isEmpty()) {
      return;
    }
    if (region.rank() == 0) {
      consumer.accept(region);
      return;
    }
    int axis = region.rank() - 1;
    long inner = 1;
    while (axis > 0 && inner * region.length(axis) <= maxCells) {
      inner *= region.length(axis--);
    }
    cut(region, axis, Math.max(1, maxCells / inner), consumer);
  }

  /** Walks the axes before the cut one position by position, and the cut one in steps. */
  private static <E extends Exception> void cut(
      Region region, int axis, long step, SlabConsumer<E> consumer) throws E {
    long[] start = region.startArray();
    while (true) {
      long[] stop = region.stopArray();
      for (int outer = 0; outer < axis; outer++) {
        stop[outer] = start[outer] + 1;
      }
      for (long at = region.start(axis); at < region.stop(axis); at += step) {
        start[axis] = at;
        stop[axis] = Math.min(region.stop(axis), at + step);
        consumer.accept(Region.of(start, stop));
      }
      int outer = axis - 1;
      while (outer >= 0 && ++start[outer] == region.stop(outer)) {
        start[outer] = region.start(outer);
        outer--;
      }
      if (outer < 0) {
        return;
      }
    }
  }
}
