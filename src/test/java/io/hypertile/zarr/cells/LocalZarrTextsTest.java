package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LocalZarrTextsTest extends ZarrTextsContract {
  @TempDir private Path root;
  private Journal journal;

  @Override
  protected Store create() {
    journal = Journal.open(root, JournalSettings.standard());
    return new LocalStore("test", journal, RootPath.of("lake"));
  }

  @Override
  protected Revisions revisions() {
    return ((LocalStore) store).revisions();
  }

  @AfterEach
  void nothingIsLeftBesideTheFiles() {
    journal.close();
    assertThat(JournalPaths.TEMPORARY.resolve(root)).isEmptyDirectory();
  }
}
