package io.hypertile.dataset.store;

import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.Revisions;
import io.hypertile.store.RevisionsContract;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

class MemorySegmentsTest extends RevisionsContract {
  private final MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 1 << 20);
  private SegmentedRevisions segments;

  @Override
  protected Store create() {
    MemoryStore beneath = new MemoryStore("test");
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
  void closeSegments() {
    segments.close();
  }
}
