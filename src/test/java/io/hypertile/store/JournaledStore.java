package io.hypertile.store;

import io.hypertile.chunk.CodecPool;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Path;

/** A local store below a root, with what it takes to change it, for programs that are killed. */
public record JournaledStore(Journal journal, CodecPool pool, Revisions revisions)
    implements AutoCloseable {
  /** Opens the store of a root. */
  public static JournaledStore at(Path root) {
    Journal journal = Journal.open(root, JournalSettings.standard());
    LocalStore store = new LocalStore("test", journal, RootPath.of("lake"));
    return new JournaledStore(journal, newPool(), store.revisions());
  }

  /** A pool as that of the store. */
  public static CodecPool newPool() {
    return new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64 << 20));
  }

  @Override
  public void close() {
    pool.close();
    journal.close();
  }
}
