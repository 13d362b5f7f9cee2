package io.hypertile.journal;

import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file with all its bytes, which need not be on disk yet. For one thread; must be closed. */
public final class UnforcedFile implements AutoCloseable {
  private static final int COPY_BYTES = 1 << 16;

  private final DiskFile file;

  private UnforcedFile(DiskFile file) {
    this.file = file;
  }

  /**
   * Makes a file.
   *
   * @param size number of bytes that there must be
   */
  static UnforcedFile make(Disk disk, Path path, InputStream bytes, long size) throws IOException {
    DiskFile file = disk.open(path, Disk.Access.CREATE);
    boolean isMade = false;
    try {
      byte[] buffer = new byte[Math.clamp(size, 1, COPY_BYTES)];
      long written = 0;
      for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
        file.write(ByteBuffer.wrap(buffer, 0, count), written);
        written += count;
      }
      if (written != size) {
        throw new IOException(written + " bytes of " + size);
      }
      isMade = true;
      return new UnforcedFile(file);
    } finally {
      if (!isMade) {
        file.close();
      }
    }
  }

  /** Has the bytes on disk when this returns. */
  public void force() throws IOException {
    file.force(true);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
