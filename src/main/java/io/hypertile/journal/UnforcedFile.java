package io.hypertile.journal;

import io.hypertile.journal.disk.DiskFile;
import java.io.IOException;

/** A file with all its bytes, which need not be on disk yet. For one thread; must be closed. */
public final class UnforcedFile implements AutoCloseable {
  private final DiskFile file;

  UnforcedFile(DiskFile file) {
    this.file = file;
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
