package io.hypertile.dataset.engine;

import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsContract;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.Revisions;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalTreeDatasetsTest extends DatasetsContract {
  @TempDir private Path root;
  private Journal journal;

  private Revisions open() {
    journal = Journal.open(root, JournalSettings.standard());
    return new LocalStore("test", journal, RootPath.of("zarr")).revisions();
  }

  @Override
  protected Datasets create(CodecPool pool) {
    Revisions revisions = open();
    TreeDatasets.make(revisions);
    return TreeDatasets.open(revisions, pool, root);
  }

  @Override
  protected Datasets again(CodecPool pool) {
    journal.close();
    return TreeDatasets.open(open(), pool, root);
  }

  @Override
  protected void closeStore() {
    journal.close();
  }
}
