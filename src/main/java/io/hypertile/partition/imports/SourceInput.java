package io.hypertile.partition.imports;

import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Bytes of cells. The source stays its owner's to close. */
final class SourceInput extends InputStream {
  private final CellSource cells;

  SourceInput(CellSource cells) {
    this.cells = cells;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return length == 0 ? 0 : cells.read(ByteBuffer.wrap(target, offset, length));
  }
}
