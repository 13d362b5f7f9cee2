package io.hypertile.dataset.imports;

import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cells that are opened when the first of them is asked for, so that many may wait for little. */
public final class LazyCells implements CellSource {
  private final ForeignArray.Opener opener;
  private @Nullable CellSource opened;

  /** Cells that an opener gives. */
  public LazyCells(ForeignArray.Opener opener) {
    this.opener = opener;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    CellSource cells = opened;
    if (cells == null) {
      cells = opener.open();
      opened = cells;
    }
    return cells.read(target);
  }

  @Override
  public void close() throws IOException {
    CellSource cells = opened;
    if (cells != null) {
      cells.close();
    }
  }
}
