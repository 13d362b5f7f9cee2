package io.hypertile.encode;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Utf8;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** Writes cells of any length after a prefix, all as long as the longest one may be. */
public final class SizedEncoder implements CellEncoder {
  private static final int BUFFER = 32 << 10;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final byte[] prefix;
  private final CellType type;
  private final long cells;
  private final byte[] buffer = new byte[BUFFER];
  private final MemorySegment room = MemorySegment.ofArray(buffer);
  private int used;
  private long written;

  /**
   * Writes one answer.
   *
   * @param type texts or bytes of one size
   * @param cells number of all cells
   */
  public SizedEncoder(byte[] prefix, CellType type, long cells) {
    this.prefix = prefix;
    this.type = type;
    this.cells = cells;
  }

  @Override
  public OptionalLong contentLength() {
    return OptionalLong.of(prefix.length + cells * type.size());
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    out.write(prefix);
  }

  @Override
  public void cells(CellBlock block, OutputStream out) throws IOException {
    if (block.count() > cells - written) {
      throw new IllegalStateException("more cells than the " + cells + " announced");
    }
    for (long cell = 0; cell < block.count(); cell++) {
      MemorySegment bytes = block.bytes(cell);
      long size = type instanceof CellType.FixedText ? put(bytes, out) : copy(bytes, out);
      if (size > type.size()) {
        throw new IllegalStateException("a cell of " + size + " bytes among " + type.numpyName());
      }
      pad(type.size() - size, out);
    }
    written += block.count();
    flush(out);
  }

  /** Writes a text in characters of four bytes; gives their bytes. */
  private long put(MemorySegment text, OutputStream out) throws IOException {
    long count = 0;
    for (long at = 0; at < text.byteSize(); count++) {
      if (BUFFER - used < Integer.BYTES) {
        flush(out);
      }
      int character = Utf8.character(text, at);
      room.set(INT, used, character);
      used += Integer.BYTES;
      at += Utf8.length(character);
    }
    return count * Integer.BYTES;
  }

  private long copy(MemorySegment bytes, OutputStream out) throws IOException {
    for (long at = 0; at < bytes.byteSize(); ) {
      if (used == BUFFER) {
        flush(out);
      }
      int count = (int) Math.min(BUFFER - used, bytes.byteSize() - at);
      MemorySegment.copy(bytes, BYTE, at, buffer, used, count);
      used += count;
      at += count;
    }
    return bytes.byteSize();
  }

  private void pad(long count, OutputStream out) throws IOException {
    for (long left = count; left > 0; ) {
      if (used == BUFFER) {
        flush(out);
      }
      int part = (int) Math.min(BUFFER - used, left);
      room.asSlice(used, part).fill((byte) 0);
      used += part;
      left -= part;
    }
  }

  private void flush(OutputStream out) throws IOException {
    out.write(buffer, 0, used);
    used = 0;
  }

  @Override
  public void end(OutputStream out) {
    if (written != cells) {
      throw new IllegalStateException(written + " cells of " + cells + " were given");
    }
  }
}
