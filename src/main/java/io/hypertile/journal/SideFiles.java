package io.hypertile.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Files beside the log that hold long payloads, by number. Thread-safe. */
final class SideFiles {
  private static final String SUFFIX = ".body";

  private final Path directory;
  private final Disk disk;
  private final AtomicLong next = new AtomicLong(1);

  SideFiles(Path root, Disk disk) {
    this.directory = Layout.JOURNAL.resolve(root);
    this.disk = disk;
  }

  /** A number that no side file has. */
  long number() {
    return next.getAndIncrement();
  }

  DiskFile create(long number) throws IOException {
    return disk.open(path(number), Disk.Access.CREATE);
  }

  DiskFile open(long number) throws IOException {
    return disk.open(path(number), Disk.Access.READ);
  }

  void delete(long number) throws IOException {
    disk.delete(path(number));
  }

  /** Makes names of side files durable. */
  void forceNames() throws IOException {
    disk.forceDirectory(directory);
  }

  /** Deletes all side files; none may be in use. */
  void deleteAll() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : found) {
        disk.delete(file);
      }
    }
  }

  private Path path(long number) {
    return directory.resolve(number + SUFFIX);
  }
}
