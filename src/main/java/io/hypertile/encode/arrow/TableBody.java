package io.hypertile.encode.arrow;

import io.hypertile.encode.Spool;
import io.hypertile.ndarray.FillValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Body of the message with a table's rows, set aside until all are known: the head of the message
 * says how many cells are null. For one thread; must be closed.
 */
final class TableBody implements AutoCloseable {
  private static final int PIECE = 64 << 10;

  private final Spool spool;
  private final ArrowMessages.Rows message;
  private final FileChannel file;
  private final OutputStream cells;
  private final OutputStream marks;
  private final List<Long> nulls;
  private final BitPacker packer = new BitPacker();
  private int node = -1;
  private int buffer;
  private long begin;
  private long marksAt;

  /**
   * A body in a new file.
   *
   * @param message lengths of all buffers
   */
  TableBody(Spool spool, ArrowMessages.Rows message) {
    this.spool = spool;
    this.message = message;
    this.file = spool.open();
    this.cells = new Output(bytes -> file.write(bytes));
    this.marks = new Output(bytes -> marksAt += file.write(bytes, marksAt));
    this.nulls = new ArrayList<>(Collections.nCopies(message.lengths().size(), 0L));
  }

  /** Writes some bytes of a buffer to the file. */
  @FunctionalInterface
  private interface Writing {
    void write(ByteBuffer bytes) throws IOException;
  }

  /** Output to the file, whose failures are the server's and not those of a client. */
  private final class Output extends OutputStream {
    private final Writing writing;

    private Output(Writing writing) {
      this.writing = writing;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] content, int from, int length) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(content, from, length);
        while (bytes.hasRemaining()) {
          writing.write(bytes);
        }
      } catch (IOException e) {
        throw spool.failure(e);
      }
    }
  }

  /** The place of the cells of the present column. */
  OutputStream cells() {
    return cells;
  }

  /** Goes to the place of the next column's cells. */
  void next(TableColumn column) throws IOException {
    packer.end(marks);
    int lists = column.nested().size();
    node += lists + 1;
    for (int n = 0; n < lists; n++) {
      begin += ArrowBuffers.padded(message.buffers().get(buffer++));
    }
    marksAt = begin;
    begin += ArrowBuffers.padded(message.buffers().get(buffer++));
    file.position(begin);
    begin += ArrowBuffers.padded(message.buffers().get(buffer++));
  }

  /**
   * Marks which cells of the present column are null.
   *
   * @param absent the cell that is
   * @param values values of the column that a cell is
   */
  void mark(MemorySegment given, FillValue absent, int values) throws IOException {
    byte[] bytes = absent.bytes();
    MemorySegment cell = MemorySegment.ofArray(bytes);
    long found = 0;
    for (long at = 0; at < given.byteSize(); at += bytes.length) {
      boolean isNull = isSame(given, at, cell, bytes.length);
      found += isNull ? values : 0;
      for (int n = 0; n < values; n++) {
        packer.put(!isNull, marks);
      }
    }
    nulls.set(node, nulls.get(node) + found);
  }

  private static boolean isSame(MemorySegment given, long at, MemorySegment cell, int size) {
    return switch (size) {
      case Byte.BYTES -> given.get(ValueLayout.JAVA_BYTE, at) == cell.get(ValueLayout.JAVA_BYTE, 0);
      case Short.BYTES ->
          given.get(ValueLayout.JAVA_SHORT_UNALIGNED, at)
              == cell.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0);
      case Integer.BYTES ->
          given.get(ValueLayout.JAVA_INT_UNALIGNED, at)
              == cell.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
      case Long.BYTES ->
          given.get(ValueLayout.JAVA_LONG_UNALIGNED, at)
              == cell.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
      default -> MemorySegment.mismatch(given, at, at + size, cell, 0, size) < 0;
    };
  }

  /** Sends the message, with all cells that came. */
  void send(OutputStream out) throws IOException {
    packer.end(marks);
    out.write(
        ArrowMessages.rows(
            new ArrowMessages.Rows(message.count(), message.lengths(), nulls, message.buffers())));
    long left = message.bodyBytes();
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    for (long at = 0; at < left; at += piece.limit()) {
      piece.clear().limit((int) Math.min(PIECE, left - at));
      read(piece, at);
      out.write(piece.array(), 0, piece.limit());
    }
  }

  /** Fills a piece; what lies behind the end of the file is filled up with zeros. */
  private void read(ByteBuffer piece, long at) throws IOException {
    try {
      Spool.fill(file, at, piece);
    } catch (IOException e) {
      throw spool.failure(e);
    }
    while (piece.hasRemaining()) {
      piece.put((byte) 0);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
