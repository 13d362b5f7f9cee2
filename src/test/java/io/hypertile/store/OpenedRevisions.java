package io.hypertile.store;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.local.LocalStore;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;

/**
 * States of an empty store for a test, until it is closed.
 *
 * @param closing ends what the states are kept by
 */
public record OpenedRevisions(Revisions revisions, Runnable closing) implements AutoCloseable {
  /** States of a store in a directory, with a journal. */
  public static OpenedRevisions local(Path root) {
    Journal journal = Journal.open(root, JournalSettings.standard());
    Revisions revisions = new LocalStore("test", journal, RootPath.of("zarr")).revisions();
    return new OpenedRevisions(revisions, journal::close);
  }

  /** States of a store in memory. */
  public static OpenedRevisions memory() {
    MemoryStore store = new MemoryStore("test");
    return new OpenedRevisions(store.revisions(), store::close);
  }

  @Override
  public void close() {
    closing.run();
  }
}
