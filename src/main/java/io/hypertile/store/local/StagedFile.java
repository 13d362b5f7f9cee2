package io.hypertile.store.local;

import io.hypertile.journal.change.RootPath;
import io.hypertile.store.KeyChange;
import io.hypertile.store.StagedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file that waits to be on disk and renamed to its place.
 *
 * @param source where it waits
 * @param file the same in the file system
 * @param forced done when its bytes are on disk
 * @param isTaken whether it is of a commit that is made already
 */
record StagedFile(RootPath source, Path file, long size, Future<Void> forced, AtomicBoolean isTaken)
    implements StagedObject {
  StagedFile(RootPath source, Path file, long size, Future<Void> forced) {
    this(source, file, size, forced, new AtomicBoolean());
  }

  /** Leaves the file to a commit that is durable, which renames it behind its caller. */
  void take() {
    isTaken.set(true);
  }

  /** Waits until the bytes are on disk. */
  void awaitForced() throws IOException {
    Forcing.await(forced);
  }

  @Override
  public void close() {
    if (!isTaken.get()) {
      deleteQuietly(file);
    }
  }

  static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.getLogger(StagedFile.class.getName())
          .log(System.Logger.Level.WARNING, "a temporary file stays until the next start", e);
    }
  }

  /** Takes the files of all objects that changes put. */
  static void takeAll(List<KeyChange> changes) {
    for (KeyChange change : changes) {
      if (change instanceof KeyChange.Put put && put.body() instanceof StagedFile file) {
        file.take();
      }
    }
  }
}
