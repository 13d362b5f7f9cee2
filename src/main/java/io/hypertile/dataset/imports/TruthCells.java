package io.hypertile.dataset.imports;

import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Truth values out of whole numbers of a byte: all but 0 are true. */
record TruthCells(CellSource numbers) implements CellSource {
  @Override
  public int read(ByteBuffer target) throws IOException {
    int from = target.position();
    int count = numbers.read(target);
    for (int at = from; at < target.position(); at++) {
      target.put(at, (byte) (target.get(at) == 0 ? 0 : 1));
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    numbers.close();
  }
}
