package io.hypertile.store.local;

import io.hypertile.journal.change.RootPath;
import io.hypertile.store.StagedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A forced file that waits to be renamed to its place.
 *
 * @param source where it waits
 * @param file the same in the file system
 */
record StagedFile(RootPath source, Path file, long size) implements StagedObject {
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
