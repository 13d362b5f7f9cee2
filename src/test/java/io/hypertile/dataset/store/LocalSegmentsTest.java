package io.hypertile.dataset.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.Revisions;
import io.hypertile.store.RevisionsContract;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LocalSegmentsTest extends RevisionsContract {
  private final MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 1 << 20);
  @TempDir private Path root;
  private Journal journal;
  private SegmentedRevisions segments;

  @Override
  protected Store create() {
    journal = Journal.open(root, JournalSettings.standard());
    LocalStore beneath = new LocalStore("test", journal, RootPath.of("lake"));
    segments =
        SegmentedRevisions.open(
            beneath.revisions(), new StorePrefix("soundings"), memory, () -> Path.of("none"));
    return segments.store();
  }

  @Override
  protected Revisions revisions() {
    return segments;
  }

  @AfterEach
  void closeJournal() {
    segments.close();
    journal.close();
    assertThat(memory.usedBytes()).isZero();
  }
}
