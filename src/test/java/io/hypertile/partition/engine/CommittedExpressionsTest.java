package io.hypertile.partition.engine;

import io.hypertile.store.OpenedRevisions;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;

class CommittedExpressionsTest extends ExpressionsContract {
  @Override
  protected OpenedRevisions open(Path root) {
    MemoryStore store = new MemoryStore("test");
    return new OpenedRevisions(new CommittedRevisions(store, true), store::close);
  }
}
