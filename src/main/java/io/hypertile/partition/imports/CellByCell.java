package io.hypertile.partition.imports;

import io.hypertile.encode.BlockSource;
import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Cells that are made of others one by one, some thousand at a time. For one thread. */
abstract class CellByCell extends BlockSource {
  private final CellSource cells;
  private final int given;
  private final int madeBytes;
  private final ByteBuffer raw;

  /**
   * Cells of one size.
   *
   * @param cells closed by their owner
   * @param given bytes of a cell as it is given
   * @param made bytes of a cell as it is made
   */
  CellByCell(CellSource cells, int given, int made) {
    this.cells = cells;
    this.given = given;
    int count = Math.max(1, BLOCK_BYTES / Math.max(given, made));
    this.madeBytes = count * made;
    this.raw = ByteBuffer.allocate(count * given).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Makes a cell.
   *
   * @param from at a cell as it is given, to be read to its end
   * @param to takes the cell as it is made
   */
  abstract void make(ByteBuffer from, ByteBuffer to) throws IOException;

  @Override
  protected final void fill() throws IOException {
    raw.clear();
    while (raw.hasRemaining() && cells.read(raw) >= 0) {
      // Whole cells only: the source ends with the last one.
    }
    raw.flip();
    ByteBuffer block = room(madeBytes);
    while (raw.remaining() >= given) {
      make(raw, block);
    }
  }
}
