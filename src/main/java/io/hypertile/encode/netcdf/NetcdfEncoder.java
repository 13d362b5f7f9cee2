package io.hypertile.encode.netcdf;

import io.hypertile.encode.CellEncoder;
import io.hypertile.ndarray.CellBlock;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * Writes an answer in a classic format of NetCDF: the head, coordinates, then cells, big endian.
 */
final class NetcdfEncoder implements CellEncoder {
  private static final int BUFFER = 32 * 1024;

  private final NetcdfFile file;
  private final int size;
  private final byte[] buffer = new byte[BUFFER];
  private final MemorySegment turned = MemorySegment.ofArray(buffer);
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
    for (long at = 0; at < cells.byteSize(); at += BUFFER) {
      int count = (int) Math.min(BUFFER, cells.byteSize() - at);
      turn(cells, at, count / size);
      out.write(buffer, 0, count);
    }
    left -= cells.byteSize();
  }

  private void turn(MemorySegment cells, long at, int count) {
    switch (size) {
      case 1 -> turn(cells, at, count, ValueLayout.JAVA_BYTE);
      case 2 -> turn(cells, at, count, ValueLayout.JAVA_SHORT_UNALIGNED);
      case 4 -> turn(cells, at, count, ValueLayout.JAVA_INT_UNALIGNED);
      case 8 -> turn(cells, at, count, ValueLayout.JAVA_LONG_UNALIGNED);
      default -> throw new IllegalStateException("no cells have " + size + " bytes");
    }
  }

  private void turn(MemorySegment cells, long at, int count, ValueLayout number) {
    ValueLayout from = number.withOrder(ByteOrder.LITTLE_ENDIAN);
    ValueLayout to = number.withOrder(ByteOrder.BIG_ENDIAN);
    MemorySegment.copy(cells, from, at, turned, to, 0, count);
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (left != 0) {
      throw new IllegalStateException("fewer cells than announced");
    }
    out.write(new byte[file.head().variables().getLast().padding()]);
  }
}
