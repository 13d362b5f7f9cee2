package io.hypertile.encode;

import java.nio.ByteBuffer;

/** One cell for every cell. */
final class RepeatSource extends BlockSource {
  private final byte[] cell;
  private long left;

  RepeatSource(byte[] cell, long cells) {
    this.cell = cell;
    this.left = cells;
  }

  @Override
  void fill(ByteBuffer block) {
    while (left > 0 && block.remaining() >= cell.length) {
      block.put(cell);
      left--;
    }
  }
}
