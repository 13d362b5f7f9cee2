package io.hypertile.partition.index;

import io.hypertile.store.OpenedRevisions;
import java.nio.file.Path;

class MemoryPartitionIndexesTest extends PartitionIndexesContract {
  @Override
  protected OpenedRevisions open(Path root) {
    return OpenedRevisions.memory();
  }
}
