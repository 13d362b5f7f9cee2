package io.hypertile.dataset.engine;

import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsContract;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalSegmentDatasetsTest extends DatasetsContract {
  @TempDir private Path root;
  private Journal journal;
  private SegmentDatasets opened;

  @Override
  protected Datasets create(CodecPool pool) {
    journal = Journal.open(root, JournalSettings.standard());
    LocalStore store = new LocalStore("test", journal, RootPath.of("zarr"));
    opened = new SegmentDatasets(store.revisions(), pool, root);
    return opened.datasets();
  }

  @Override
  protected Datasets again(CodecPool pool) {
    closeStore();
    return create(pool);
  }

  @Override
  protected void closeStore() {
    opened.close();
    journal.close();
  }
}
