package io.hypertile.store.local;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.Store;
import io.hypertile.store.StoreListingContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreListingTest extends StoreListingContract {
  @TempDir private Path root;
  private Journal journal;

  @Override
  protected Store create() {
    journal = Journal.open(root, JournalSettings.standard());
    return new LocalStore("test", journal, RootPath.of("lake"));
  }

  @Override
  protected boolean hasKeysBelowKeys() {
    return false;
  }

  @AfterEach
  void closeJournal() {
    journal.close();
  }
}
