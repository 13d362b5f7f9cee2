package io.hypertile.zarr.cells;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Arrays in the directory {@code hypertile.test.zarr}, which programs of others read and change.
 */
abstract class ArraysForOthers {
  protected final Path root = Path.of(System.getProperty("hypertile.test.zarr"));
  private final Journal journal = Journal.open(root, JournalSettings.standard());
  protected final CodecPool pool = ZarrStores.pool();
  protected ZarrArrays arrays;

  @BeforeEach
  void open() {
    arrays =
        new ZarrArrays(
            new LocalStore("test", journal, RootPath.of("lake")).revisions(),
            pool,
            ReadAhead.LOCAL,
            () -> journal.temporary(".cells").resolve(root));
  }

  @AfterEach
  void close() {
    pool.close();
    journal.close();
  }
}
