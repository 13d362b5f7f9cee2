package io.hypertile.encode.netcdf;

import io.hypertile.encode.CellEncoder;
import io.hypertile.ndarray.CellBlock;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/**
 * Writes an answer in a classic format of NetCDF: the head, coordinates, then cells, big endian.
 */
final class NetcdfEncoder implements CellEncoder {
  private final NetcdfFile file;
  private final int size;
  private final TurnedCells turned = new TurnedCells();
  private long left;

  NetcdfEncoder(NetcdfFile file) {
    this.file = file;
    this.size = file.head().variables().getLast().type().size();
    this.left = file.head().variables().getLast().bytes();
  }

  @Override
  public OptionalLong contentLength() {
    return OptionalLong.of(file.head().length());
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    out.write(file.head().bytes());
    for (NetcdfColumn column : file.columns()) {
      column.write(out);
    }
  }

  @Override
  public void cells(CellBlock block, OutputStream out) throws IOException {
    MemorySegment cells = block.cells();
    if (cells.byteSize() > left) {
      throw new IllegalStateException("more cells than announced");
    }
    turned.write(cells, size, out);
    left -= cells.byteSize();
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (left != 0) {
      throw new IllegalStateException("fewer cells than announced");
    }
    out.write(new byte[file.head().variables().getLast().padding()]);
  }
}
