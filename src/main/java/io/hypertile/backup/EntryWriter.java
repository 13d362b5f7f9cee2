package io.hypertile.backup;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A list of entries that is being written, with its sums. For one thread. */
final class EntryWriter implements AutoCloseable {
  private final BufferedWriter lines;
  private long files;
  private long bytes;

  EntryWriter(Path list) throws IOException {
    lines = Files.newBufferedWriter(list);
  }

  void add(BackupEntry entry) throws IOException {
    lines.write(EntryLines.write(entry));
    lines.write('\n');
    if (entry instanceof BackupEntry.FileEntry file) {
      files++;
      bytes += file.bytes();
    }
  }

  /** Number of files so far. */
  long files() {
    return files;
  }

  /** Bytes of the files so far. */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
