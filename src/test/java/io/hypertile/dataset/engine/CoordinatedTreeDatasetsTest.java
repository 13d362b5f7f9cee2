package io.hypertile.dataset.engine;

import io.hypertile.chunk.CodecPool;
import io.hypertile.coordinate.CoordinateCache;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsContract;
import io.hypertile.dataset.coordinates.DatasetCoordinates;
import io.hypertile.store.Revisions;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Datasets with coordinates keep the promises of those without. */
class CoordinatedTreeDatasetsTest extends DatasetsContract {
  private final MemoryStore store = new MemoryStore("test");
  private final Revisions revisions = store.revisions();
  private final DatasetCoordinates coordinates =
      new DatasetCoordinates(new CoordinateCache(1 << 20));
  @TempDir private Path scratch;

  @Override
  protected Datasets create(CodecPool pool) {
    TreeDatasets.make(revisions);
    return again(pool);
  }

  @Override
  protected Datasets again(CodecPool pool) {
    return coordinates.over(TreeDatasets.open(revisions, pool, scratch));
  }

  @Override
  protected void closeStore() {
    store.close();
  }
}
