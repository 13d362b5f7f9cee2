package io.hypertile.encode.arrow;

import io.hypertile.encode.Spool;
import io.hypertile.encode.arrow.StreamColumn.Leaf;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.FillValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/** Cells of a column, some thousand at a time. For one thread. */
final class StreamCells implements CellSource {
  private static final int CELLS = 8192;
  private static final int BLOCK = 4 << 20;
  private static final int MOST_TEXT = 64 << 20;

  private final FileChannel file;
  private final StreamColumn column;
  private final List<StreamPart> parts;
  private final Optional<byte[]> nulls;
  private ByteBuffer block = ByteBuffer.allocate(0);
  private int part;
  private long at;

  StreamCells(
      FileChannel file, StreamColumn column, List<StreamPart> parts, Optional<FillValue> nulls) {
    this.file = file;
    this.column = column;
    this.parts = parts;
    this.nulls = nulls.map(FillValue::bytes);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    while (!block.hasRemaining()) {
      while (part < parts.size() && at == parts.get(part).count()) {
        part++;
        at = 0;
      }
      if (part == parts.size()) {
        return -1;
      }
      StreamPart own = parts.get(part);
      int count = (int) Math.min(most(), own.count() - at);
      block = column.leaf().isText() ? texts(own, count) : cells(own, count);
      at += count;
    }
    int count = Math.min(block.remaining(), target.remaining());
    target.put(target.position(), block, block.position(), count);
    target.position(target.position() + count);
    block.position(block.position() + count);
    return count;
  }

  /** Cells of a block: a multiple of eight, so that each begins with a whole byte of bits. */
  private int most() {
    return column.leaf().isText()
        ? CELLS
        : Math.clamp(BLOCK / column.type().size() & -Byte.SIZE, Byte.SIZE, CELLS);
  }

  /** Bytes of a buffer of a message. */
  private ByteBuffer bytes(long[] buffer, long start, long count) throws IOException {
    if (start < 0 || count < 0 || count > Integer.MAX_VALUE || start > buffer[1] - count) {
      throw ArrowFaults.damaged();
    }
    return Spool.read(file, buffer[0] + start, (int) count);
  }

  private ByteBuffer cells(StreamPart own, int count) throws IOException {
    long[] buffer = own.buffers().get(1);
    int size = column.type().size();
    ByteBuffer cells =
        switch (column.leaf()) {
          case BITS -> truths(bytes(buffer, at / Byte.SIZE, Math.ceilDiv(count, Byte.SIZE)), count);
          case SHORT_DAYS ->
              widened(bytes(buffer, at * Integer.BYTES, (long) count * Integer.BYTES));
          default -> bytes(buffer, at * size, (long) count * size);
        };
    if (own.nulls() > 0) {
      ByteBuffer present = present(own, count);
      for (int n = 0; n < count; n++) {
        if (isNull(present, n)) {
          cells.put(n * size, nulls.orElseThrow(this::noNulls));
        }
      }
    }
    return cells;
  }

  private RuntimeException noNulls() {
    return ArrowFaults.column(
        column.name(),
        "has cells that are null, and its variable declares no fill value of the column's type;"
            + " declare one, or send the column in the type of the variable");
  }

  private ByteBuffer present(StreamPart own, int count) throws IOException {
    return bytes(own.buffers().getFirst(), at / Byte.SIZE, Math.ceilDiv(count, Byte.SIZE));
  }

  private static boolean isNull(ByteBuffer present, int n) {
    return (present.get(n / Byte.SIZE) >> n % Byte.SIZE & 1) == 0;
  }

  private static ByteBuffer truths(ByteBuffer bits, int count) {
    ByteBuffer cells = ByteBuffer.allocate(count);
    for (int n = 0; n < count; n++) {
      cells.put((byte) (bits.get(n / Byte.SIZE) >> n % Byte.SIZE & 1));
    }
    return cells.flip();
  }

  private static ByteBuffer widened(ByteBuffer days) {
    ByteBuffer cells = ByteBuffer.allocate(days.remaining() * 2).order(ByteOrder.LITTLE_ENDIAN);
    while (days.hasRemaining()) {
      cells.putLong(days.getInt());
    }
    return cells.flip();
  }

  /** Texts, each behind its length; null ones are the fill value, empty without one. */
  private ByteBuffer texts(StreamPart own, int count) throws IOException {
    boolean isLong = column.leaf() == Leaf.LONG_TEXT;
    int size = isLong ? Long.BYTES : Integer.BYTES;
    ByteBuffer places = bytes(own.buffers().get(1), at * size, (count + 1L) * size);
    long[] stops = new long[count + 1];
    for (int n = 0; n <= count; n++) {
      stops[n] = isLong ? places.getLong() : places.getInt();
      if (n > 0 && stops[n] < stops[n - 1]) {
        throw ArrowFaults.damaged();
      }
    }
    if (stops[count] - stops[0] > MOST_TEXT) {
      throw ArrowFaults.column(
          column.name(), "has texts of more than %d bytes together".formatted(MOST_TEXT));
    }
    ByteBuffer texts = bytes(own.buffers().get(2), stops[0], stops[count] - stops[0]);
    Optional<ByteBuffer> present =
        own.nulls() > 0 ? Optional.of(present(own, count)) : Optional.empty();
    byte[] absent = nulls.orElse(new byte[0]);
    ByteBuffer cells =
        ByteBuffer.allocate(
                texts.remaining()
                    + count * Integer.BYTES
                    + (present.isPresent() ? Math.multiplyExact(count, absent.length) : 0))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < count; n++) {
      int cell = n;
      if (present.filter(bits -> isNull(bits, cell)).isPresent()) {
        cells.putInt(absent.length).put(absent);
      } else {
        int length = (int) (stops[n + 1] - stops[n]);
        cells.putInt(length).put(texts.slice((int) (stops[n] - stops[0]), length));
      }
    }
    return cells.flip();
  }
}
