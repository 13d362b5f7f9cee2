package io.hypertile.encode.arrow;

import io.hypertile.encode.CellsHeader;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellLayouts;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Utf8;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Texts and bytes of any length, and texts padded to one. Cells equal to the fill value that the
 * schema names are null.
 */
final class ArrowLongCells implements ArrowCells {
  /** Bytes of texts after which a message is written, unless one text has more. */
  private static final int ENOUGH = 1 << 20;

  /** Shown for four bytes of a file that are no character. */
  private static final int NO_CHARACTER = 0xfffd;

  private final CellType type;
  private final int most;
  private final ByteBuffer stops;
  private final byte[] present;
  private final Optional<MemorySegment> fill;
  private byte[] texts = new byte[0];
  private int filled;
  private int rows;
  private int nulls;

  ArrowLongCells(CellsHeader header, int most) {
    this.type = header.dtype();
    this.most = most;
    this.stops = ByteBuffer.allocate((most + 1) * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    this.fill = header.meaning().nulls().map(FillValue::bytes).map(MemorySegment::ofArray);
    this.present = new byte[fill.isPresent() ? ArrowBuffers.bitBytes(most) : 0];
  }

  @Override
  public int columns() {
    return 1;
  }

  @Override
  public boolean isNullable() {
    return fill.isPresent();
  }

  @Override
  public int take(CellBlock block, long from, long count) {
    int taken = 0;
    while (taken < count && !isFull()) {
      take(cell(block, from + taken));
      taken++;
    }
    return taken;
  }

  private MemorySegment cell(CellBlock block, long index) {
    return type.isAnyLength()
        ? block.bytes(index)
        : block.cells().asSlice(index * type.size(), type.size());
  }

  private void take(MemorySegment cell) {
    if (fill.isPresent() && fill.get().mismatch(cell) < 0) {
      nulls++;
    } else {
      put(cell);
      if (fill.isPresent()) {
        ArrowBuffers.setBit(present, rows);
      }
    }
    rows++;
    stops.putInt(rows * Integer.BYTES, filled);
  }

  private void put(MemorySegment cell) {
    if (type.isAnyLength()) {
      int length = Math.toIntExact(cell.byteSize());
      room(length);
      MemorySegment.copy(cell, ValueLayout.JAVA_BYTE, 0, texts, filled, length);
      filled += length;
    } else {
      room(type.size());
      putCharacters(cell);
    }
  }

  private void putCharacters(MemorySegment cell) {
    long end = Utf8.unpaddedCharacters(cell) * Integer.BYTES;
    for (long at = 0; at < end; at += Integer.BYTES) {
      int character = cell.get(CellLayouts.INT, at);
      filled = Utf8.put(Utf8.isCharacter(character) ? character : NO_CHARACTER, texts, filled);
    }
  }

  private void room(int bytes) {
    int needed = Math.addExact(filled, bytes);
    if (needed > texts.length) {
      texts = Arrays.copyOf(texts, Math.max(needed, Math.min(2 * texts.length, 2 * ENOUGH)));
    }
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public boolean isFull() {
    return rows == most || filled >= ENOUGH;
  }

  @Override
  public long markNulls() {
    return nulls;
  }

  @Override
  public Optional<List<Long>> sizes(int count) {
    return Optional.empty();
  }

  @Override
  public List<Long> sizes() {
    long marks = fill.isPresent() ? ArrowBuffers.bitBytes(rows) : 0;
    return List.of(marks, (rows + 1L) * Integer.BYTES, (long) filled);
  }

  @Override
  public void write(OutputStream out) throws IOException {
    List<Long> sizes = sizes();
    ArrowBuffers.write(present, sizes.get(0), out);
    ArrowBuffers.write(stops.array(), sizes.get(1), out);
    ArrowBuffers.write(texts, sizes.get(2), out);
    if (texts.length > 2 * ENOUGH) {
      texts = new byte[0];
    }
    Arrays.fill(present, (byte) 0);
    filled = 0;
    rows = 0;
    nulls = 0;
  }
}
