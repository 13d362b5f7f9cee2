package io.hypertile.partition.body;

import io.hypertile.encode.Spool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.InsertedRows;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cells of variables in a file, which is mapped when they are read: they take address space and the
 * page cache, not the heap. For one thread; must be closed.
 */
final class SpooledRows implements Closeable {
  private static final int BLOCK = 256 << 10;

  /** Cells begin where whole numbers of every size may. */
  private static final long ALIGNMENT = 64;

  private final Spool spool;
  private final FileChannel file;
  private final Arena arena = Arena.ofShared();
  private final Map<String, Stored> stored = new LinkedHashMap<>();
  private final List<Closeable> kept = new ArrayList<>();
  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
  private long end;

  /** Cells in the file, or in place of it. */
  private record Stored(
      CellType type, Shape shape, long start, long bytes, Optional<MemorySegment> cells) {}

  /** No cells, in a new file. */
  SpooledRows(Spool spool) {
    this.spool = spool;
    this.file = spool.open();
  }

  /** Keeps the cells of a variable. */
  void add(String path, CellType type, Shape shape, CellSource cells) throws IOException {
    long start = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    long at = start;
    while (cells.read(block.clear()) >= 0) {
      block.flip();
      at = write(at);
    }
    add(path, new Stored(type, shape, start, at - start, Optional.empty()));
    end = at;
  }

  /** Keeps the cells of a variable where they are. */
  void add(String path, CellType type, Shape shape, MemorySegment cells) {
    add(path, new Stored(type, shape, 0, cells.byteSize(), Optional.of(cells)));
  }

  /** Keeps what has cells until this is closed. */
  void keep(Closeable body) {
    kept.add(body);
  }

  private void add(String path, Stored cells) {
    if (stored.putIfAbsent(path, cells) != null) {
      throw new ServiceException(
          ErrorCode.MALFORMED_BODY,
          "The body has the variable \"%s\" twice; nothing was changed.".formatted(path),
          Map.of("variable", path),
          null);
    }
  }

  private long write(long from) {
    long at = from;
    try {
      while (block.hasRemaining()) {
        at += file.write(block, at);
      }
    } catch (IOException e) {
      throw spool.failure(e);
    }
    return at;
  }

  /** All variables, whose cells can be read until this is closed. */
  InsertedRows rows() throws IOException {
    MemorySegment all =
        end == 0 ? MemorySegment.NULL : file.map(FileChannel.MapMode.READ_ONLY, 0, end, arena);
    Map<String, InsertedRows.Variable> variables = new LinkedHashMap<>();
    stored.forEach((path, each) ->
        variables.put(
            path,
            new InsertedRows.Variable(
                each.type(),
                each.shape(),
                each.cells().orElseGet(() -> all.asSlice(each.start(), each.bytes())))));
    return new InsertedRows(variables);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      arena.close();
      for (Closeable body : kept) {
        body.close();
      }
    }
  }
}
