package io.hypertile.zarr.cells;

/**
 * Space of a shard.
 *
 * @param bytes bytes that it has
 * @param used bytes of them that are chunks, or tell where these are
 */
public record ShardSpace(long bytes, long used) {
  /**
   * Bytes that nothing leads to, which programs leave that replace chunks of a shard one by one.
   */
  public long dead() {
    return bytes - used;
  }
}
