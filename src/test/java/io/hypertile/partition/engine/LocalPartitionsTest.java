package io.hypertile.partition.engine;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.Revisions;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalPartitionsTest extends PartitionsContract {
  @TempDir private Path root;
  private Journal journal;

  @Override
  Revisions open() {
    journal = Journal.open(root, JournalSettings.standard());
    return new LocalStore("test", journal, RootPath.of("zarr")).revisions();
  }

  @Override
  void closeStore() {
    journal.close();
  }
}
