package io.hypertile.deker.store.files;

import io.hypertile.deker.lock.FileGuard;
import io.hypertile.deker.lock.LockedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Keeps Deker processes from changing what is being read, where they work on the same storage.
 *
 * @param guard guards nothing where the storage is not shared
 * @param timeout how long reading waits for a writer elsewhere
 */
public record ReadGuard(FileGuard guard, LockedFiles files, Duration timeout) {
  private static final FileGuard.Hold NOTHING = () -> {};

  public boolean isShared() {
    return guard.isShared();
  }

  /**
   * Guards a file until the hold is closed.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  public FileGuard.Hold read(Path path) throws IOException {
    return isShared() ? guard.read(List.of(files.of(path)), timeout) : NOTHING;
  }

  /** Guards a file that may be guarded or locked here already. */
  public FileGuard.Hold join(Path path) throws IOException {
    return isShared() ? guard.join(files.of(path), timeout) : NOTHING;
  }

  /** Guards files, all or none. */
  public FileGuard.Hold read(List<Path> paths) throws IOException {
    List<LockedFile> all = paths.stream().map(files::of).toList();
    return guard.read(all, timeout);
  }

  /** A new file takes the place of one whose write lock is held. */
  public void adopt(Path target, Path replacement) throws IOException {
    guard.adopt(target, replacement);
  }
}
