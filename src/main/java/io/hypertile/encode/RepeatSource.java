package io.hypertile.encode;

import java.nio.ByteBuffer;

/** One cell for every cell. */
public final class RepeatSource extends BlockSource {
  private final byte[] cell;
  private long left;
  private int done;

  /**
   * Cells of one value.
   *
   * @param cell its bytes, at least one
   * @param cells number of the cells
   */
  public RepeatSource(byte[] cell, long cells) {
    this.cell = cell;
    this.left = cells;
  }

  @Override
  protected void fill() {
    ByteBuffer block = room(0);
    while (left > 0 && block.hasRemaining()) {
      int count = Math.min(block.remaining(), cell.length - done);
      block.put(cell, done, count);
      done = done + count == cell.length ? 0 : done + count;
      left -= done == 0 ? 1 : 0;
    }
  }
}
