package io.hypertile.zarr.cells;

import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Bytes whose number shows when the last one is there: few stay in native memory, many go to a file
 * without a name. For one thread; must be closed.
 */
final class ScratchBytes implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final ScratchFiles files;
  private final NativeBuffer memory;
  private final ByteBuffer buffer;
  private final Arena arena = Arena.ofShared();
  private @Nullable FileChannel file;
  private long size;

  ScratchBytes(MemoryShare share, ScratchFiles files) {
    this.files = files;
    this.memory = share.take(BUFFER);
    this.buffer = memory.bytes().asSlice(0, BUFFER).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Number of bytes so far. */
  long size() {
    return size;
  }

  /** Takes the next bytes of a buffer. */
  void append(ByteBuffer bytes, int count) throws IOException {
    int end = bytes.position() + count;
    while (bytes.position() < end) {
      if (!buffer.hasRemaining()) {
        write();
      }
      int part = Math.min(end - bytes.position(), buffer.remaining());
      buffer.put(buffer.position(), bytes, bytes.position(), part);
      buffer.position(buffer.position() + part);
      bytes.position(bytes.position() + part);
    }
    size += count;
  }

  /** Takes a reference of {@link io.hypertile.ndarray.CellBlock}. */
  void append(long place, long length) throws IOException {
    if (buffer.remaining() < 2 * Long.BYTES) {
      write();
    }
    buffer.putLong(place).putLong(length);
    size += 2 * Long.BYTES;
  }

  private void write() throws IOException {
    FileChannel channel = file == null ? open() : file;
    file = channel;
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  private FileChannel open() throws IOException {
    Path path = files.next();
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Files.delete(path);
    return channel;
  }

  /** All bytes, valid until this is closed; none can be added then. */
  MemorySegment all() throws IOException {
    if (file == null) {
      return memory.bytes().asSlice(0, size);
    }
    write();
    return file.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
  }

  @Override
  public void close() throws IOException {
    arena.close();
    memory.close();
    if (file != null) {
      file.close();
    }
  }
}
