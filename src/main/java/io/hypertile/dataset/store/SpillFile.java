package io.hypertile.dataset.store;

import io.hypertile.store.ObjectBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file without a name for bytes that wait and are too many for memory. It is closed, and its
 * space free, when none is left. Thread-safe.
 */
final class SpillFile {
  private final Supplier<Path> names;
  private @Nullable FileChannel channel;
  private long end;
  private int parts;

  /**
   * No file yet.
   *
   * @param names gives a path that is free, in a directory that is there
   */
  SpillFile(Supplier<Path> names) {
    this.names = names;
  }

  /** Bytes in the file; closed when they are not needed any more. */
  final class Part implements ObjectBody, AutoCloseable {
    private final FileChannel file;
    private final long start;
    private final long size;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private Part(FileChannel file, long start, long size) {
      this.file = file;
      this.start = start;
      this.size = size;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public InputStream open() {
      return new InputStream() {
        private long at;

        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
          int count = (int) Math.min(length, size - at);
          if (count == 0) {
            return length == 0 ? 0 : -1;
          }
          int done = file.read(ByteBuffer.wrap(target, offset, count), start + at);
          at += Math.max(0, done);
          return done;
        }
      };
    }

    void write(ByteBuffer bytes, long position) throws IOException {
      ByteBuffer rest = bytes.duplicate();
      long at = start + position;
      while (rest.hasRemaining()) {
        at += file.write(rest, at);
      }
    }

    @Override
    public void close() {
      if (!isClosed.getAndSet(true)) {
        release();
      }
    }
  }

  /** Room for bytes. */
  synchronized Part take(long size) throws IOException {
    FileChannel file = channel == null ? open() : channel;
    channel = file;
    Part part = new Part(file, end, size);
    end += size;
    parts++;
    return part;
  }

  private FileChannel open() throws IOException {
    Path path = names.get();
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Files.delete(path);
    return file;
  }

  private synchronized void release() {
    parts--;
    FileChannel file = channel;
    if (parts == 0 && file != null) {
      channel = null;
      end = 0;
      try {
        file.close();
      } catch (IOException e) {
        System.getLogger(SpillFile.class.getName())
            .log(System.Logger.Level.WARNING, "a file of waiting bytes cannot be closed", e);
      }
    }
  }
}
