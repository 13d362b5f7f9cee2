package io.hypertile.deker.store.state;

import io.hypertile.chunk.StorageStatistics;
import io.hypertile.deker.store.files.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Array files kept open between requests, the least recently used closed first. A file is used only
 * while its inode, size and modification time are those it was opened with, so changes by other
 * programs are seen. Thread-safe.
 */
public final class OpenFiles implements AutoCloseable {
  private final Path root;
  private final int capacity;
  private final boolean shared;
  private final FileClosing closing = new FileClosing();
  private final LinkedHashMap<Path, OpenFile> files = new LinkedHashMap<>(64, 0.75f, true);

  /** Guards the files; virtual threads are better off with it than with a monitor. */
  private final ReentrantLock lock = new ReentrantLock();

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * No files yet.
   *
   * @param capacity number that are kept
   * @param shared whether other programs change files at any time: then a file is opened again if
   *     it was opened so soon after its change that another would have the same time
   */
  public OpenFiles(Path root, int capacity, boolean shared) {
    this.shared = shared;
    this.root = root;
    this.capacity = capacity;
  }

  /**
   * The file in its present state, held once for the caller, who releases it.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  OpenFile acquire(Path path) throws IOException {
    FileStamp stamp = FileStamp.of(path);
    lock.lock();
    try {
      OpenFile kept = files.get(path);
      if (kept != null
          && kept.stamp().equals(stamp)
          && (!shared || kept.isSettled())
          && kept.retain()) {
        hits.increment();
        return kept;
      }
    } finally {
      lock.unlock();
    }
    misses.increment();
    OpenFile opened = OpenFile.open(path, root.relativize(path).toString(), stamp, closing);
    opened.retain();
    keep(path, opened);
    return opened;
  }

  private void keep(Path path, OpenFile opened) {
    OpenFile replaced;
    OpenFile eldest = null;
    lock.lock();
    try {
      replaced = files.put(path, opened);
      if (files.size() > capacity) {
        eldest = files.pollFirstEntry().getValue();
      }
    } finally {
      lock.unlock();
    }
    // Others open files meanwhile.
    if (replaced != null) {
      replaced.release();
    }
    if (eldest != null) {
      eldest.release();
    }
  }

  /** Forgets a file; its holders may continue to read its old state. */
  void forget(Path path) {
    OpenFile kept;
    lock.lock();
    try {
      kept = files.remove(path);
    } finally {
      lock.unlock();
    }
    if (kept != null) {
      kept.release();
    }
  }

  /** Number of files kept open, and counts of their use. */
  public StorageStatistics.Files statistics() {
    lock.lock();
    try {
      return new StorageStatistics.Files(files.size(), capacity, hits.sum(), misses.sum());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      files.values().forEach(OpenFile::release);
      files.clear();
    } finally {
      lock.unlock();
    }
    closing.close();
  }
}
