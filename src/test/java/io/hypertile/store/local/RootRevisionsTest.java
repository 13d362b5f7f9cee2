package io.hypertile.store.local;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.store.MovesContract;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RootRevisionsTest extends MovesContract {
  @TempDir private Path root;
  private Journal journal;

  @Override
  protected Store create() {
    journal = Journal.open(root, JournalSettings.standard());
    return LocalStore.ofRoot("test", journal);
  }

  @Override
  protected Revisions revisions() {
    return ((LocalStore) store).revisions();
  }

  @AfterEach
  void closeJournal() {
    journal.close();
  }
}
