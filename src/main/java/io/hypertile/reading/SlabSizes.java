package io.hypertile.reading;

/**
 * Amounts of a result that are held at a time.
 *
 * @param target bytes of a slab, unless chunks ask for more; at least the size of one cell
 * @param most bytes of a slab that is made larger so that chunks are not decoded again and again
 * @param gap bytes that are rather read and thrown away than skipped by a second read
 */
public record SlabSizes(long target, long most, long gap) {
  /** Sizes for local disks. */
  public static final SlabSizes DEFAULT = new SlabSizes(1 << 20, 16 << 20, 32 << 10);
}
