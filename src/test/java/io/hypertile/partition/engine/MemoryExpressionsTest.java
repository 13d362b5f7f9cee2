package io.hypertile.partition.engine;

import io.hypertile.store.OpenedRevisions;
import java.nio.file.Path;

class MemoryExpressionsTest extends ExpressionsContract {
  @Override
  protected OpenedRevisions open(Path root) {
    return OpenedRevisions.memory();
  }
}
