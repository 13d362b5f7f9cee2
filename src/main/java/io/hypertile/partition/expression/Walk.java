package io.hypertile.partition.expression;

import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.SlabCursor;
import java.lang.foreign.Arena;
import java.util.Collection;
import java.util.Optional;

/** A way through a box, a block of places after the other, in C order. For one thread. */
final class Walk {
  /** Memory for cells that are read at a time, unless one place has more. */
  private static final long MOST_BYTES = 8L << 20;

  private final Collection<Leaf> leaves;
  private final SlabCursor slabs;
  private final Arena arena;
  private final Place place;
  private long left;
  private int count;

  /**
   * A walk that has not begun.
   *
   * @param leaves that are read on the way
   * @param arena memory for their cells
   */
  Walk(Region box, Collection<Leaf> leaves, Arena arena) {
    long bytes = leaves.stream().mapToLong(Leaf::cellBytes).sum();
    this.leaves = leaves;
    this.slabs = new SlabCursor(box, Math.max(1, MOST_BYTES / Math.max(Long.BYTES, bytes)));
    this.arena = arena;
    this.place = new Place(box.rank());
  }

  /** Moves on to the next block; false behind the last one. */
  boolean next() {
    place.advance(count);
    left -= count;
    if (left == 0) {
      Optional<Region> slab = slabs.next();
      if (slab.isEmpty()) {
        count = 0;
        return false;
      }
      place.moveTo(slab.get());
      left = slab.get().cells();
      leaves.forEach(leaf -> leaf.moveTo(slab.get(), arena));
    }
    count = (int) Math.min(left, ValueBlock.SIZE);
    return true;
  }

  /** Places of the block. */
  int count() {
    return count;
  }

  /** First place of the block. */
  Place place() {
    return place;
  }
}
