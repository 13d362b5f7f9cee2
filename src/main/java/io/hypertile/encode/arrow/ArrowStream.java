package io.hypertile.encode.arrow;

import io.hypertile.encode.Spool;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.FillValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stream of Arrow that a client sent, in a file (Arrow columnar format, "IPC Streaming Format").
 * All heads of messages are read and checked when it is opened; cells are read from the file, a
 * column at a time. Compressed messages and values by numbers are refused by name. For one thread.
 */
public final class ArrowStream {
  private static final int MARK = -1;
  private static final int MOST_HEAD = 64 << 20;
  private static final int MOST_COLUMNS = 10_000;
  private static final int MOST_MESSAGES = 1 << 16;

  /** Most columns of all messages together, each of which is noted. */
  private static final long MOST_PARTS = 1 << 20;

  private final FileChannel file;
  private final List<StreamColumn> columns = new ArrayList<>();
  private final List<List<StreamPart>> parts = new ArrayList<>();
  private long rows;
  private long place;
  private int messages;

  private ArrowStream(FileChannel file) {
    this.file = file;
  }

  /**
   * Reads the heads of a stream.
   *
   * @param file the caller's to close, when no cells are read any more
   * @throws io.hypertile.error.ServiceException {@code malformed-body}, {@code unsupported-format},
   *     {@code value-out-of-range} with the member {@code variable}
   */
  public static ArrowStream open(FileChannel file) throws IOException {
    ArrowStream stream = new ArrowStream(file);
    try {
      stream.readSchema();
      while (stream.readRows()) {
        // The next message follows.
      }
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw ArrowFaults.damaged();
    }
    return stream;
  }

  /** The columns, in order. */
  public List<StreamColumn> columns() {
    return List.copyOf(columns);
  }

  /** Number of rows. */
  public long rows() {
    return rows;
  }

  private ByteBuffer bytes(long at, int count) throws IOException {
    if (at < 0 || count < 0 || at > file.size() - count) {
      throw ArrowFaults.damaged();
    }
    return Spool.read(file, at, count);
  }

  /** The next message; empty at the end of the stream. */
  private Optional<FlatTable> next() throws IOException {
    if (place == file.size() && messages > 0) {
      return Optional.empty();
    }
    ByteBuffer start = bytes(place, 2 * Integer.BYTES);
    int size = start.getInt(Integer.BYTES);
    if (start.getInt(0) != MARK || size < 0 || size > MOST_HEAD) {
      throw ArrowFaults.damaged();
    }
    place += start.capacity();
    if (size == 0) {
      return Optional.empty();
    }
    if (++messages > MOST_MESSAGES) {
      throw ArrowFaults.unsupported(
          "A stream has at most %d messages; put more rows into each.".formatted(MOST_MESSAGES));
    }
    FlatTable message = FlatTable.root(bytes(place, size).array());
    place += size;
    return Optional.of(message);
  }

  private void readSchema() throws IOException {
    FlatTable message = next().orElseThrow(ArrowFaults::damaged);
    if (message.tiny(1) != ArrowMessages.SCHEMA || message.large(3) != 0) {
      throw ArrowFaults.damaged();
    }
    FlatTable schema = message.table(2).orElseThrow(ArrowFaults::damaged);
    if (schema.small(0) != ArrowMessages.LITTLE_ENDIAN) {
      throw ArrowFaults.unsupported("Streams in big endian are not taken; write little endian.");
    }
    if (schema.count(1, Integer.BYTES) > MOST_COLUMNS) {
      throw ArrowFaults.unsupported("A stream has at most %d columns.".formatted(MOST_COLUMNS));
    }
    for (FlatTable field : schema.tables(1)) {
      columns.add(StreamColumn.of(field));
      parts.add(new ArrayList<>());
    }
  }

  private boolean readRows() throws IOException {
    Optional<FlatTable> message = next();
    if (message.isEmpty()) {
      return false;
    }
    if (message.get().tiny(1) != ArrowMessages.RECORDS) {
      throw ArrowFaults.unsupported(
          "The stream has messages with other things than rows; send the values themselves.");
    }
    long bodyBytes = message.get().large(3);
    if (bodyBytes < 0 || !ArrowBuffers.isPadded(bodyBytes) || bodyBytes > file.size() - place) {
      throw ArrowFaults.damaged();
    }
    FlatTable batch = message.get().table(2).orElseThrow(ArrowFaults::damaged);
    if (batch.has(3)) {
      throw ArrowFaults.unsupported(
          "The rows of the stream are compressed; write it without compression.");
    }
    add(batch, bodyBytes);
    place += bodyBytes;
    return true;
  }

  private void add(FlatTable batch, long bodyBytes) {
    long count = batch.large(0);
    List<long[]> nodes = batch.pairs(1);
    List<long[]> buffers = batch.pairs(2);
    require(count >= 0);
    // The first message has the columns, all others rows.
    if ((messages - 1L) * columns.size() > MOST_PARTS) {
      throw ArrowFaults.unsupported(
          "A stream of %d columns has at most %d messages with rows; put more rows into each."
              .formatted(columns.size(), MOST_PARTS / columns.size()));
    }
    int node = 0;
    int buffer = 0;
    for (int n = 0; n < columns.size(); n++) {
      StreamColumn column = columns.get(n);
      long length = count;
      for (long list : column.lists()) {
        require(nodes.get(node)[0] == length);
        if (nodes.get(node++)[1] != 0) {
          throw ArrowFaults.column(column.name(), "has lists that are null");
        }
        buffer++;
        length = Math.multiplyExact(length, list);
      }
      long[] own = nodes.get(node++);
      require(own[0] == length && own[1] >= 0 && own[1] <= length);
      List<long[]> placed = new ArrayList<>();
      for (int i = 0; i < column.leaf().buffers(); i++) {
        long[] each = buffers.get(buffer++);
        require(each[0] >= 0 && each[1] >= 0 && each[0] <= bodyBytes - each[1]);
        placed.add(new long[] {place + each[0], each[1]});
      }
      parts.get(n).add(new StreamPart(length, own[1], placed));
    }
    require(node == nodes.size() && buffer == buffers.size());
    rows = Math.addExact(rows, count);
  }

  private static void require(boolean isSo) {
    if (!isSo) {
      throw ArrowFaults.damaged();
    }
  }

  /**
   * Cells of a column, as {@link CellSource} gives those of its type.
   *
   * @param number of the column
   * @param nulls cell that stands for null; without it, null is refused
   */
  public CellSource cells(int number, Optional<FillValue> nulls) {
    return new StreamCells(file, columns.get(number), parts.get(number), nulls);
  }
}
