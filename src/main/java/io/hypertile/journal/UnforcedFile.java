package io.hypertile.journal;

import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** A file with all its bytes, which need not be on disk yet. For one thread; must be closed. */
public final class UnforcedFile implements AutoCloseable {
  private static final int COPY_BYTES = 1 << 16;
  private static final int DIRECT_BYTES = 1 << 18;

  private final DiskFile file;
  private final ForcingAhead ahead;

  private UnforcedFile(DiskFile file, ForcingAhead ahead) {
    this.file = file;
    this.ahead = ahead;
  }

  /**
   * Makes a file.
   *
   * @param size number of bytes that there must be
   * @param threads force what is there of a large file while the rest is being written
   */
  static UnforcedFile make(Disk disk, Path path, InputStream bytes, long size, Executor threads)
      throws IOException {
    DiskFile file = disk.open(path, Disk.Access.CREATE);
    UnforcedFile made = new UnforcedFile(file, new ForcingAhead(file, threads));
    boolean isMade = false;
    try {
      long written =
          bytes instanceof ReadableByteChannel channel && size > COPY_BYTES
              ? made.writeDirectly(channel)
              : made.write(bytes, size);
      if (written != size) {
        throw new IOException(written + " bytes of " + size);
      }
      isMade = true;
      return made;
    } finally {
      if (!isMade) {
        made.close();
      }
    }
  }

  private long write(InputStream bytes, long size) throws IOException {
    byte[] buffer = new byte[Math.clamp(size, 1, COPY_BYTES)];
    long written = 0;
    for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
      file.write(ByteBuffer.wrap(buffer, 0, count), written);
      written += count;
      ahead.written(written);
    }
    return written;
  }

  /** Writes bytes that need not go by way of the heap. */
  private long writeDirectly(ReadableByteChannel bytes) throws IOException {
    // Asynchronous channels take no memory that is confined to a thread.
    try (Arena arena = Arena.ofShared()) {
      ByteBuffer buffer = arena.allocate(DIRECT_BYTES).asByteBuffer();
      long written = 0;
      while (bytes.read(buffer) >= 0) {
        int count = buffer.flip().remaining();
        file.write(buffer, written);
        written += count;
        ahead.written(written);
        buffer.clear();
      }
      return written;
    }
  }

  /** Has the bytes on disk when this returns. */
  public void force() throws IOException {
    ahead.await();
    file.force(true);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      ahead.await();
    }
  }
}
