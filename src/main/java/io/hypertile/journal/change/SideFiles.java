package io.hypertile.journal.change;

import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Files beside the log that hold long payloads, by number. Thread-safe. */
public final class SideFiles {
  private static final String SUFFIX = ".body";
  private static final int MAX_IDLE = 32;
  private static final long MAX_IDLE_BYTES = 4L << 20;

  private final Path directory;
  private final Disk disk;
  private final Queue<Long> idle = new ArrayBlockingQueue<>(MAX_IDLE);
  private final AtomicLong next = new AtomicLong(1);

  /** The side files of a storage root. */
  public SideFiles(Path root, Disk disk) {
    this.directory = JournalPaths.JOURNAL.resolve(root);
    this.disk = disk;
  }

  /**
   * A side file to write.
   *
   * @param number its number
   * @param file the file, with bytes of an earlier use perhaps
   * @param named whether its name is durable
   */
  record Fresh(long number, DiskFile file, boolean named) {}

  /** A side file that nobody uses; one that was used before is quicker to force than a new one. */
  Fresh create() throws IOException {
    Long used = idle.poll();
    if (used != null) {
      return new Fresh(used, disk.open(path(used), Disk.Access.CREATE), true);
    }
    long number = next.getAndIncrement();
    return new Fresh(number, disk.open(path(number), Disk.Access.CREATE), false);
  }

  /** Opens a side file that is there, to read. */
  public DiskFile open(long number) throws IOException {
    return disk.open(path(number), Disk.Access.READ);
  }

  void delete(long number) throws IOException {
    disk.delete(path(number));
  }

  /** Keeps a side file, whose name is durable and which no record names, for another use. */
  public void recycle(long number) throws IOException {
    boolean small = Files.size(path(number)) <= MAX_IDLE_BYTES;
    if (!small || !idle.offer(number)) {
      delete(number);
    }
  }

  /** Makes names of side files durable. */
  void forceNames() throws IOException {
    disk.forceDirectory(directory);
  }

  /** Deletes all side files; none may be in use. */
  public void deleteAll() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      found.forEach(files::add);
    }
    files.sort(null);
    for (Path file : files) {
      disk.delete(file);
    }
  }

  private Path path(long number) {
    return directory.resolve(number + SUFFIX);
  }
}
