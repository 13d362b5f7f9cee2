package io.hypertile.deker.lock;

import io.hypertile.lock.LockMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * State of this process's locks on one file that other processes lock too. Readers here share one
 * marker; a writer here does not keep them out, since the engine shows them the state before.
 * Thread-safe.
 */
final class SharedFile {
  /**
   * Time for which the lock of a file is kept after another file has taken its name: a process that
   * opened the old file may be about to lock it, and that lock would protect nothing.
   */
  private static final long LINGER_MILLIS = 1000;

  private final LockedFile file;
  private int readers;
  private boolean written;
  private @Nullable Flock flock;
  private final List<Flock> adopted = new ArrayList<>();
  private @Nullable Path readMarker;
  private @Nullable Path writeMarker;

  SharedFile(LockedFile file) {
    this.file = file;
  }

  /**
   * Takes a reader in, unless another process writes.
   *
   * @param joins whether a reader here already is enough to go by
   * @throws java.nio.file.NoSuchFileException if there is no such file
   */
  synchronized boolean tryRead(boolean joins) throws IOException {
    boolean held = written || flock != null || (joins && readers > 0);
    if (!held) {
      if (isMarkedByWriter(file)) {
        return false;
      }
      Flock opened = tryOpen(file, LockMode.READ);
      if (opened == null) {
        return false;
      }
      try {
        mark();
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
      // A writer of a plain array locks it and then waits for the marker; a writer of tiles looks
      // for markers and locks then, so only a lock that stays keeps it out for sure.
      if (file.kind() == LockedFile.LockForm.TILE) {
        flock = opened;
      } else {
        opened.close();
      }
    } else {
      mark();
    }
    readers++;
    return true;
  }

  private void mark() throws IOException {
    if (readMarker == null && file.hasMarkers()) {
      Path marker = file.path().resolveSibling(Marker.ofReader(file.id()));
      Files.createFile(marker);
      readMarker = marker;
    }
  }

  /** A lock of a file against writers elsewhere; empty if one is at work. */
  static Optional<Flock> tryShare(LockedFile file) throws IOException {
    return isMarkedByWriter(file)
        ? Optional.empty()
        : Optional.ofNullable(tryOpen(file, LockMode.READ));
  }

  /** The file open and locked; null if another process has it. */
  private static @Nullable Flock tryOpen(LockedFile file, LockMode mode) throws IOException {
    Flock opened = Flock.open(file.path());
    boolean locked = false;
    try {
      locked = opened.tryLock(mode) && opened.isOn(file.path());
      return locked ? opened : null;
    } finally {
      if (!locked) {
        opened.close();
      }
    }
  }

  private static boolean isMarkedByWriter(LockedFile file) throws IOException {
    return file.hasMarkers()
        && Marker.isHeldByOthers(
            file.directory(), marker -> marker.kind().equals(Marker.TILE_WRITE));
  }

  synchronized void endRead() {
    readers--;
    if (readers == 0) {
      readMarker = remove(readMarker);
      if (!written) {
        closeFlock();
      }
    }
  }

  /** Locks the file for writing, unless another process works with it. */
  synchronized boolean tryWrite() throws IOException {
    if (isMarkedByWriter(file)) {
      return false;
    }
    Flock kept = flock;
    if (kept != null && !kept.isOn(file.path())) {
      // Readers here keep using a file that has lost its name and needs no lock any more.
      closeFlock();
      kept = null;
    }
    if (kept == null) {
      flock = tryOpen(file, LockMode.WRITE);
      if (flock == null) {
        return false;
      }
    } else if (!kept.tryLock(LockMode.WRITE)) {
      if (!kept.tryLock(LockMode.READ)) {
        closeFlock();
      }
      return false;
    }
    written = true;
    if (file.hasMarkers()) {
      Path marker = file.path().resolveSibling(Marker.ofWriter(file.name()));
      if (!Files.exists(marker, LinkOption.NOFOLLOW_LINKS)) {
        Files.createFile(marker);
      }
      writeMarker = marker;
    }
    return true;
  }

  /** Whether readers in other processes are at work still. */
  static boolean hasOtherReaders(LockedFile file) throws IOException {
    String id = file.id();
    return file.hasMarkers()
        && Marker.isHeldByOthers(
            file.directory(),
            marker -> marker.kind().equals(Marker.READ) && marker.subject().equals(id));
  }

  synchronized void adopt(Path replacement) throws IOException {
    if (!written) {
      throw new IllegalStateException(file.path() + " is not locked for writing");
    }
    Flock opened = Flock.open(replacement);
    adopted.add(opened);
    if (!opened.tryLock(LockMode.WRITE)) {
      throw new IOException(replacement + " is locked, though nobody knows it");
    }
  }

  synchronized void endWrite() {
    written = false;
    writeMarker = remove(writeMarker);
    Flock held = flock;
    if (held != null) {
      boolean named = isNamed(held);
      if (!named) {
        flock = null;
        CompletableFuture.delayedExecutor(LINGER_MILLIS, TimeUnit.MILLISECONDS)
            .execute(held::close);
      } else if (readers == 0 || file.kind() != LockedFile.LockForm.TILE || !isShared(held)) {
        closeFlock();
      }
    }
    adopted.forEach(Flock::close);
    adopted.clear();
  }

  private boolean isNamed(Flock held) {
    try {
      return held.isOn(file.path());
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isShared(Flock held) {
    try {
      return held.tryLock(LockMode.READ);
    } catch (IOException e) {
      return false;
    }
  }

  private void closeFlock() {
    Flock held = flock;
    flock = null;
    if (held != null) {
      held.close();
    }
  }

  /** Removes a marker, and the directories that stayed for its sake when the array was removed. */
  private @Nullable Path remove(@Nullable Path marker) {
    if (marker == null) {
      return null;
    }
    try {
      Files.deleteIfExists(marker);
      if (!Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS)) {
        prune(marker.getParent());
      }
    } catch (IOException e) {
      System.getLogger(SharedFile.class.getName())
          .log(System.Logger.Level.WARNING, "a lock file cannot be removed", e);
    }
    return null;
  }

  private static void prune(@Nullable Path from) {
    Path directory = from;
    while (directory != null && !directory.getFileName().toString().endsWith("_data")) {
      try {
        Files.delete(directory);
      } catch (IOException e) {
        return;
      }
      directory = directory.getParent();
    }
  }
}
