package io.hypertile.engine;

/**
 * Space that was made free in the arrays of a collection.
 *
 * @param arrays arrays that were looked at
 * @param skipped arrays of these that are damaged or only read, and stay as they are
 * @param shards shards with holes that were written again without them
 * @param removed objects of chunks outside of their arrays that were removed
 * @param bytes bytes that the arrays take fewer than before
 */
public record CompactionReport(long arrays, long skipped, long shards, long removed, long bytes) {
  /** Nothing was looked at: the storage leaves no such space. */
  public static final CompactionReport NONE = new CompactionReport(0, 0, 0, 0, 0);
}
