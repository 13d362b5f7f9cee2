package io.hypertile.encode;

import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A source that makes its cells in blocks of one size, unless a single cell needs more. */
public abstract class BlockSource implements CellSource {
  /** Usual bytes of a block. */
  protected static final int BLOCK_BYTES = 16 * 1024;

  private ByteBuffer block =
      ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  /**
   * Puts the next cells into the empty block, which {@link #room} gives; none when all were made.
   * The last ones may only be put when the whole body has been found good.
   */
  protected abstract void fill() throws IOException;

  /**
   * The block with room for more bytes behind those that it has; it may be another one each time.
   *
   * @param bytes as many at least
   */
  protected final ByteBuffer room(int bytes) {
    if (block.remaining() < bytes) {
      int size = Math.addExact(block.position(), bytes);
      int larger = Math.clamp(2L * size, size, Integer.MAX_VALUE - 64);
      block = ByteBuffer.allocate(larger).order(ByteOrder.LITTLE_ENDIAN).put(block.flip());
    }
    return block;
  }

  @Override
  public final int read(ByteBuffer target) throws IOException {
    if (!block.hasRemaining()) {
      block.clear();
      boolean filled = false;
      try {
        fill();
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
