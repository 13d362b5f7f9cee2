package io.hypertile.encode.arrow;

import io.hypertile.encode.CellsHeader;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Cells of one size. NaT is null, and so is the fill value that the schema declares. */
final class ArrowFixedCells implements ArrowCells {
  private final CellType type;
  private final int size;
  private final int partSize;
  private final int most;
  private final byte[] bytes;
  private final byte[] part;
  private final byte[] present;
  private final Optional<byte[]> fill;
  private final Optional<TableColumn.Times> times;
  private int rows;

  ArrowFixedCells(CellsHeader header, int most) {
    this.type = header.dtype();
    this.most = most;
    this.size = type.size();
    this.partSize = type instanceof DType dtype ? dtype.componentSize() : size;
    this.bytes = new byte[Math.multiplyExact(most, size)];
    boolean isWhole = partSize == size && !(type instanceof CellType.Truth);
    this.part = isWhole ? bytes : new byte[Math.multiplyExact(most, partSize)];
    this.times = TableColumn.Times.of(type);
    Optional<byte[]> named = header.meaning().nulls().map(FillValue::bytes);
    this.fill = times.isPresent() && named.isEmpty() ? Optional.of(ArrowTypes.NAT) : named;
    this.present = new byte[isNullable() ? ArrowBuffers.bitBytes(most) : 0];
  }

  @Override
  public int columns() {
    return partSize == 0 ? 1 : size / partSize;
  }

  @Override
  public boolean isNullable() {
    return fill.isPresent();
  }

  @Override
  public int take(CellBlock block, long from, long count) {
    int taken = (int) Math.min(count, most - rows);
    MemorySegment.copy(
        block.cells(), ValueLayout.JAVA_BYTE, from * size, bytes, rows * size, taken * size);
    rows += taken;
    return taken;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public boolean isFull() {
    return rows == most;
  }

  @Override
  public long markNulls() {
    if (fill.isEmpty()) {
      return 0;
    }
    byte[] absent = fill.get();
    Arrays.fill(present, (byte) 0);
    long nulls = 0;
    for (int row = 0; row < rows; row++) {
      int at = row * size;
      if (Arrays.equals(bytes, at, at + size, absent, 0, size) || isNoTime(at)) {
        nulls++;
      } else {
        ArrowBuffers.setBit(present, row);
      }
    }
    return nulls;
  }

  private boolean isNoTime(int at) {
    return times.isPresent() && Arrays.equals(bytes, at, at + size, ArrowTypes.NAT, 0, size);
  }

  @Override
  public Optional<List<Long>> sizes(int count) {
    List<Long> sizes = new ArrayList<>();
    long cells =
        type instanceof CellType.Truth ? ArrowBuffers.bitBytes(count) : (long) count * partSize;
    for (int column = 0; column < columns(); column++) {
      sizes.add(isNullable() ? (long) ArrowBuffers.bitBytes(count) : 0L);
      sizes.add(cells);
    }
    return Optional.of(sizes);
  }

  @Override
  public List<Long> sizes() {
    return sizes(rows).orElseThrow();
  }

  @Override
  public void write(OutputStream out) throws IOException {
    List<Long> sizes = sizes();
    times.filter(each -> each.factor() != 1).ifPresent(this::convert);
    for (int column = 0; column < columns(); column++) {
      if (type instanceof CellType.Truth) {
        pack();
      } else if (part != bytes) {
        takeApart(column);
      }
      ArrowBuffers.write(present, sizes.get(2 * column), out);
      ArrowBuffers.write(part, sizes.get(2 * column + 1), out);
    }
    rows = 0;
  }

  private void pack() {
    Arrays.fill(part, (byte) 0);
    for (int row = 0; row < rows; row++) {
      if (bytes[row] != 0) {
        ArrowBuffers.setBit(part, row);
      }
    }
  }

  private void takeApart(int column) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(bytes, row * size + column * partSize, part, row * partSize, partSize);
    }
  }

  /** Gives times the unit of the stream, where it lacks theirs, such as days. */
  private void convert(TableColumn.Times unit) {
    ByteBuffer cells = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < rows * Long.BYTES; at += Long.BYTES) {
      cells.putLong(at, unit.inStream(cells.getLong(at)));
    }
  }
}
