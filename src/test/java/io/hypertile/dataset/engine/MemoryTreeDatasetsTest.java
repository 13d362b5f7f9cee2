package io.hypertile.dataset.engine;

import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsContract;
import io.hypertile.store.Revisions;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class MemoryTreeDatasetsTest extends DatasetsContract {
  private final MemoryStore store = new MemoryStore("test");
  private final Revisions revisions = store.revisions();
  @TempDir private Path scratch;

  @Override
  protected Datasets create(CodecPool pool) {
    TreeDatasets.make(revisions);
    return again(pool);
  }

  @Override
  protected Datasets again(CodecPool pool) {
    return TreeDatasets.open(revisions, pool, scratch);
  }

  @Override
  protected void closeStore() {
    store.close();
  }
}
