package io.hypertile.zarr.cells;

import io.hypertile.array.ReadAhead;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.local.LocalStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LocalZarrReadingTest extends ZarrReadingContract {
  @TempDir private Path root;
  private Journal journal;

  @Override
  protected Store create() {
    journal = Journal.open(root, JournalSettings.standard());
    return new LocalStore("test", journal, RootPath.of("lake"));
  }

  /** As other programs write: files beside the redo log. */
  @Override
  protected void fill(String prefix) {
    ZarrStores.objects(prefix).forEach(this::write);
  }

  private void write(String key, byte[] bytes) {
    try {
      Path file = root.resolve("lake").resolve(key);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Revisions revisions() {
    return ((LocalStore) store).revisions();
  }

  @Override
  protected ReadAhead advice() {
    return ReadAhead.LOCAL;
  }

  @AfterEach
  void closeJournal() {
    journal.close();
  }
}
