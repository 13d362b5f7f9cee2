package io.hypertile.zarr.cells;

import io.hypertile.dataset.store.SegmentedRevisions;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

class SegmentedZarrTextsTest extends ZarrTextsContract {
  private SegmentedRevisions segments;

  @Override
  protected Store create() {
    segments =
        SegmentedRevisions.open(
            new MemoryStore("test").revisions(),
            new StorePrefix("soundings"),
            pool.memory(),
            () -> Path.of("not-needed"));
    return segments.store();
  }

  @Override
  protected Revisions revisions() {
    return segments;
  }

  @AfterEach
  void closeSegments() {
    segments.close();
  }
}
