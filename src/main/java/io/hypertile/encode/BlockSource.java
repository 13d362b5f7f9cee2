package io.hypertile.encode;

import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A source that makes its cells in blocks of a fixed size. */
abstract class BlockSource implements CellSource {
  static final int BLOCK_BYTES = 16 * 1024;

  private final ByteBuffer block =
      ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  /**
   * Puts the next cells into the empty block; none when all were made. The last ones may only be
   * put when the whole body has been found good.
   */
  abstract void fill(ByteBuffer block) throws IOException;

  @Override
  public final int read(ByteBuffer target) throws IOException {
    if (!block.hasRemaining()) {
      block.clear();
      boolean filled = false;
      try {
        fill(block);
        filled = true;
      } finally {
        // A second call must not take the content of a failed block for cells.
        block.limit(filled ? block.position() : 0).position(0);
      }
      if (!block.hasRemaining()) {
        return -1;
      }
    }
    int count = Math.min(block.remaining(), target.remaining());
    target.put(target.position(), block, block.position(), count);
    target.position(target.position() + count);
    block.position(block.position() + count);
    return count;
  }
}
