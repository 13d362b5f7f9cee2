package io.hypertile.dataset.engine;

import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsContract;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class CommittedSegmentDatasetsTest extends DatasetsContract {
  private final MemoryStore store = new MemoryStore("test");
  @TempDir private Path scratch;
  private SegmentDatasets opened;

  @Override
  protected Datasets create(CodecPool pool) {
    opened = new SegmentDatasets(new CommittedRevisions(store, true), pool, scratch);
    return opened.datasets();
  }

  @Override
  protected Datasets again(CodecPool pool) {
    opened.close();
    return create(pool);
  }

  @Override
  protected void closeStore() {
    opened.close();
    store.close();
  }
}
