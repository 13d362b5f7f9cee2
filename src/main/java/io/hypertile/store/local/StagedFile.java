package io.hypertile.store.local;

import io.hypertile.journal.change.RootPath;
import io.hypertile.store.StagedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Future;

/**
 * A file that waits to be on disk and renamed to its place.
 *
 * @param source where it waits
 * @param file the same in the file system
 * @param forced done when its bytes are on disk
 */
record StagedFile(RootPath source, Path file, long size, Future<Void> forced)
    implements StagedObject {
  /** Waits until the bytes are on disk. */
  void awaitForced() throws IOException {
    Forcing.await(forced);
  }

  @Override
  public void close() {
    deleteQuietly(file);
  }

  static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.getLogger(StagedFile.class.getName())
          .log(System.Logger.Level.WARNING, "a temporary file stays until the next start", e);
    }
  }
}
