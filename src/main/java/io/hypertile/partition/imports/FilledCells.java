package io.hypertile.partition.imports;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.FillValue;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cells in which the fill value of a file became that of the variable (zcollection-rules.md 139).
 */
final class FilledCells extends CellByCell {
  private final byte[] cell;
  private final byte[] absent;
  private final byte[] fill;

  FilledCells(CellSource cells, FillValue absent, FillValue fill) {
    super(cells, absent.bytes().length, absent.bytes().length);
    this.absent = absent.bytes();
    this.fill = fill.bytes();
    this.cell = new byte[this.absent.length];
  }

  @Override
  void make(ByteBuffer from, ByteBuffer to) {
    from.get(cell);
    to.put(Arrays.equals(cell, absent) ? fill : cell);
  }
}
