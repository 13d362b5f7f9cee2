package io.hypertile.ndarray;

import java.util.Optional;

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
    SlabCursor slabs = new SlabCursor(region, maxCells);
    for (Optional<Region> slab = slabs.next(); slab.isPresent(); slab = slabs.next()) {
      consumer.accept(slab.get());
    }
  }
}
