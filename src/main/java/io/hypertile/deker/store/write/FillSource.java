package io.hypertile.deker.store.write;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.FillValue;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** A number of cells that all equal the fill value. */
public final class FillSource implements CellSource {
  private final FillValue fill;
  private long bytesLeft;

  public FillSource(FillValue fill, long cells) {
    this.fill = fill;
    this.bytesLeft = Math.multiplyExact(cells, (long) fill.dtype().size());
  }

  /** Gives whole cells, so the target must have room for one. */
  @Override
  public int read(ByteBuffer target) {
    if (bytesLeft == 0) {
      return -1;
    }
    int size = fill.dtype().size();
    int length = (int) Math.min(bytesLeft, target.remaining() / size * size);
    if (length == 0) {
      throw new IllegalArgumentException("no room for a cell");
    }
    fill.fill(MemorySegment.ofBuffer(target).asSlice(0, length));
    target.position(target.position() + length);
    bytesLeft -= length;
    return length;
  }
}
