package io.hypertile.deker.lock;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Keeps other processes from changing files while they are read here. Thread-safe. */
public interface FileGuard {
  /** Guard of files that no other process changes: guards nothing. */
  FileGuard NONE =
      new FileGuard() {
        @Override
        public boolean isShared() {
          return false;
        }

        @Override
        public Hold read(List<LockedFile> files, Duration timeout) {
          return () -> {};
        }

        @Override
        public Hold join(LockedFile file, Duration timeout) {
          return () -> {};
        }

        @Override
        public void adopt(Path target, Path replacement) {}
      };

  /** Files that are guarded until it is closed; any thread may close it, once. */
  @FunctionalInterface
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /** Whether other processes may change files. */
  boolean isShared();

  /**
   * Guards files, all or none, so that no other process changes any of them while they are held. A
   * write lock of this process does not stand in the way.
   *
   * @param timeout how long to wait at most
   * @throws java.nio.file.NoSuchFileException if one is not there
   * @throws io.hypertile.error.ServiceException {@code locked} if they did not become free in time
   */
  Hold read(List<LockedFile> files, Duration timeout) throws IOException;

  /** Like {@link #read}, but for a file that may be held here already; does not wait then. */
  Hold join(LockedFile file, Duration timeout) throws IOException;

  /**
   * Locks a file that will replace one whose write lock is held, so that there is no moment at
   * which the name is free. The lock ends with the other one.
   */
  void adopt(Path target, Path replacement) throws IOException;
}
